import { setImmediate } from 'node:timers/promises'
import type { ServerSession } from '../../../shared/domain/session.ts'
import { elementsOf } from './json-elements.ts'
import { parseAnswer, wire } from './wire.ts'

/** Shorter lists are read at once (UTF-16 units). */
const atOnce = 64 * 1024
/** ms of work between two breaths: everything else in this process waits that long. */
const sliceMs = 8

/** Told of the id of each session that is listed in a form that cannot be read: it is there all the same. */
export type OnUnread = (id: string) => void

/** Reads the lists that one server answers with. */
export class SessionListReader {
  /** Sessions of the last long answer by their text, which is kept with them: what a server repeats is not read again. */
  #known: ReadonlyMap<string, ServerSession> = new Map()

  /**
   * The sessions in an answer; one that says the same as in the answer before is the same object. Thousands of them are
   * read in slices: one `JSON.parse` of megabytes would stop every console and every key for as long as it takes.
   * Throws as `parseAnswer`.
   */
  async read(text: string, onUnread?: OnUnread): Promise<readonly ServerSession[]> {
    const elements = text.length <= atOnce ? undefined : elementsOf(text, 'sessions')
    // What is short, or not of the usual form, is the whole parser's: it also says what is wrong.
    if (!elements) return readAll(text, onUnread)
    const sessions = new Map<string, ServerSession>()
    const unread: string[] = []
    let begun = performance.now()
    try {
      for (const element of elements) {
        const known = this.#known.get(element)
        const [session] = known ? [known] : readOne(JSON.parse(element), (id) => unread.push(id))
        if (session) sessions.set(element, session)
        if (performance.now() - begun < sliceMs) continue
        await setImmediate()
        begun = performance.now()
      }
    } catch {
      return readAll(text, onUnread)
    }
    this.#known = sessions
    if (onUnread) unread.forEach(onUnread)
    return [...sessions.values()]
  }
}

function readAll(text: string, onUnread: OnUnread | undefined): readonly ServerSession[] {
  return parseAnswer(wire.sessionList, text).flatMap((sent) => readOne(sent, onUnread))
}

function readOne(sent: unknown, onUnread: OnUnread | undefined): readonly ServerSession[] {
  const parsed = wire.session.safeParse(sent)
  if (parsed.success) return [parsed.data]
  const id = wire.sessionId.safeParse(sent)
  if (id.success) onUnread?.(id.data)
  return []
}

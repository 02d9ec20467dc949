import { setImmediate } from 'node:timers/promises'
import type { ServerSession } from '../../../shared/domain/session.ts'
import { elementsOf } from './json-elements.ts'
import { parseAnswer, wire } from './wire.ts'

/** Shorter lists are read at once (UTF-16 units). */
const atOnce = 64 * 1024
/** ms of work between two breaths: everything else in this process waits that long. */
const sliceMs = 8

/**
 * The sessions in a list's answer. Thousands of them are read in slices: one `JSON.parse` of megabytes would stop every
 * console and every key for as long as it takes. Throws as `parseAnswer`.
 */
export async function readSessionList(text: string): Promise<readonly ServerSession[]> {
  const elements = text.length <= atOnce ? undefined : elementsOf(text, 'sessions')
  // What is short, or not of the usual form, is the whole parser's: it also says what is wrong.
  if (!elements) return parseAnswer(wire.sessionList, text)
  const sessions: ServerSession[] = []
  let begun = performance.now()
  try {
    for (const element of elements) {
      const parsed = wire.session.safeParse(JSON.parse(element))
      if (parsed.success) sessions.push(parsed.data)
      if (performance.now() - begun < sliceMs) continue
      await setImmediate()
      begun = performance.now()
    }
  } catch {
    return parseAnswer(wire.sessionList, text)
  }
  return sessions
}

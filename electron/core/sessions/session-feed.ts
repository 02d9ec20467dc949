import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Session } from '../../../shared/domain/session.ts'
import type { ListChange, SessionsChange } from '../../../shared/domain/session-changes.ts'
import type { ConnectionSessions } from './session-list.ts'

type FedList = Pick<ConnectionSessions, 'standing' | 'view' | 'row'>

interface FeedSources {
  /** All connections, in their order. */
  connectionIds(): readonly string[]
  list(connectionId: string): FedList | undefined
}

/** What a reader does not know yet of one list. */
interface Untold {
  reset: boolean
  /** Of rows that are new, changed or gone. */
  readonly ids: Set<string>
}

/** What a reader does not know yet. It grows to all rows and no further, however slow the reader is. */
class Reader {
  readonly lists = new Map<string, Untold>()
  connections = true
  wake: () => void = () => undefined

  /** @param ids of changed rows; undefined: all of it is to be told anew */
  note(connectionId: string, ids: Iterable<string> | undefined): void {
    const untold = this.lists.get(connectionId) ?? { reset: false, ids: new Set() }
    this.lists.set(connectionId, untold)
    if (!ids) untold.reset = true
    else for (const id of ids) untold.ids.add(id)
    this.wake()
  }
}

/** Tells readers what changed in the lists. One that is slow is told of each row once, as it is by then. */
export class SessionFeed {
  readonly #sources: FeedSources
  readonly #rowsAtOnce: number
  readonly #readers = new Set<Reader>()
  #ended = false

  /** @param rowsAtOnce in one item: thousands would stop every console for as long as they take */
  constructor(sources: FeedSources, rowsAtOnce = 500) {
    this.#sources = sources
    this.#rowsAtOnce = rowsAtOnce
  }

  get readers(): number {
    return this.#readers.size
  }

  /** These rows of a list are new, changed or gone, or, without any, how its last question went. */
  changed(connectionId: string, ids: ReadonlySet<string>): void {
    for (const reader of this.#readers) reader.note(connectionId, ids)
  }

  /** There is another set of connections. */
  connectionsChanged(added: readonly string[]): void {
    for (const reader of this.#readers) {
      reader.connections = true
      for (const id of added) reader.note(id, undefined)
      reader.wake()
    }
  }

  /** No more changes: every reader ends. */
  end(): void {
    this.#ended = true
    for (const reader of this.#readers) reader.wake()
  }

  /** All lists at once, then what changes in them. Ends when the signal aborts, or after `end`. */
  async *watch(signal: AbortSignal): AsyncGenerator<SessionsChange, void, void> {
    const reader = new Reader()
    this.#readers.add(reader)
    for (const id of this.#sources.connectionIds()) reader.note(id, undefined)
    try {
      while (!signal.aborted) {
        const change = this.#take(reader)
        if (change) yield change
        else if (this.#ended) return
        else await woken(reader, signal)
        // The rest of a long one waits until others had their turn.
        if (change?.more) await nextTurn()
      }
    } finally {
      this.#readers.delete(reader)
    }
  }

  /** The next item for this reader; undefined when it knows everything. */
  #take(reader: Reader): SessionsChange | undefined {
    if (!reader.connections && reader.lists.size === 0) return undefined
    const connectionIds = reader.connections ? this.#sources.connectionIds() : undefined
    reader.connections = false
    const lists: ListChange[] = []
    let room = this.#rowsAtOnce
    for (const [id, untold] of reader.lists) {
      if (room === 0) break
      const list = this.#sources.list(id)
      const change = list && listChange(id, list, untold, room)
      if (change) lists.push(change)
      room -= (change?.put?.length ?? 0) + (change?.removed?.length ?? 0)
      if (!change || untold.ids.size === 0) reader.lists.delete(id)
    }
    return {
      ...(connectionIds ? { connectionIds } : {}),
      lists,
      ...(reader.lists.size > 0 ? { more: true } : {}),
    }
  }
}

/** As much of it as there is room for. What it tells is taken from `untold`. */
function listChange(connectionId: string, list: FedList, untold: Untold, room: number): ListChange {
  const { reset, ids } = untold
  if (reset) {
    untold.reset = false
    ids.clear()
    for (const { sessionId } of list.view().sessions) ids.add(sessionId)
  }
  const put: Session[] = []
  const removed: string[] = []
  for (const id of ids) {
    if (put.length + removed.length === room) break
    ids.delete(id)
    const row = list.row(id)
    if (row) put.push(row)
    else removed.push(id)
  }
  return {
    connectionId,
    ...(reset ? { reset } : {}),
    standing: list.standing,
    ...(put.length > 0 ? { put } : {}),
    ...(removed.length > 0 ? { removed } : {}),
  }
}

async function woken(reader: Reader, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const wake = () => {
      reader.wake = () => undefined
      signal.removeEventListener('abort', wake)
      resolve()
    }
    reader.wake = wake
    signal.addEventListener('abort', wake, { once: true })
  })
}

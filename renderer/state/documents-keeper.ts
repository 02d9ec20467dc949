import type { AppContract } from '../../shared/contract/index.ts'
import { toErrorData } from '../../shared/domain/errors.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { DocumentKeep } from './documents-types.ts'

/** What has to be on disk of a document: its whole text and the file's version under it, or nothing. */
export interface ToKeep {
  readonly text: string
  readonly baseSha256?: string
}

interface Options {
  readonly client: Client<AppContract>
  /** Undefined: the text is what the file holds, or there is none; then no draft is kept. */
  content(session: SessionRef, id: string): ToKeep | undefined
  onKeep(session: SessionRef, id: string, keep: DocumentKeep): void
  /** How many documents have edits that are not on disk. */
  onCount(unkept: number): void
}

interface Entry {
  readonly session: SessionRef
  readonly id: string
  /** Set when there are edits that no request carries yet. */
  waiting: boolean
  firstWaitingAt: number
  timer: ReturnType<typeof setTimeout> | undefined
  /** Requests under way; a flush may add one to another. */
  sending: Set<Promise<void>>
  /** Of the last request: only its answer says something about the present text. */
  lastSent: number
  failures: number
}

/** An edit rests this long before it is kept, so that a typist causes three writes a second at most. */
const restMs = 300
/** Never later than this, however fast somebody types. */
const longestMs = 1000
const longestRetryMs = 15_000

/** Keeps edits on this computer: acknowledged means on disk. A failed try is repeated until it works. */
export interface Keeper {
  edited(session: SessionRef, id: string): void
  /** Sends what waits now; resolves when every answer is there, good or bad. */
  flush(): Promise<void>
  /** A draft of before this window was loaded. */
  found(session: SessionRef, id: string, revision: number): void
  /** Ends the care for a document. What is under way goes on. */
  forget(session: SessionRef, id: string): Promise<void>
}

export function createKeeper({ client, content, onKeep, onCount }: Options): Keeper {
  const entries = new Map<string, Entry>()
  /** Of each document's draft that this window knows: found at the start, or given here. */
  const revisions = new Map<string, number>()
  let lastRevision = 0

  /** From the clock, so that it grows over reloads as well. */
  function nextRevision(): number {
    lastRevision = Math.max(lastRevision + 1, Date.now())
    return lastRevision
  }

  function count(): void {
    onCount([...entries.values()].filter(({ waiting, sending }) => waiting || sending.size > 0).length)
  }

  function schedule(entry: Entry, wait: number): void {
    clearTimeout(entry.timer)
    entry.timer = setTimeout(() => sendWhenFree(entry), wait)
  }

  async function request(entry: Entry): Promise<void> {
    const { session, id } = entry
    const what = content(session, id)
    entry.waiting = false
    entry.lastSent += 1
    const sent = entry.lastSent
    const report = (keep: DocumentKeep) => {
      // With newer edits, or a newer request, this answer is already old news.
      if (!entry.waiting && sent === entry.lastSent) onKeep(session, id, keep)
    }
    try {
      if (what === undefined) {
        const revision = revisions.get(keyOf(session, id))
        // Only up to what this window knows: another one may have kept newer text.
        if (revision !== undefined) await client.call('drafts.discard', { session, documentId: id, revision })
        entry.failures = 0
        report({ name: 'nothing' })
        return
      }
      const revision = nextRevision()
      revisions.set(keyOf(session, id), revision)
      const { keptAt } = await client.call('drafts.keep', { session, documentId: id, revision, ...what })
      entry.failures = 0
      report({ name: 'kept', at: keptAt })
    } catch (thrown) {
      entry.failures += 1
      report({ name: 'failed', error: toErrorData(thrown) })
      if (!isCared(entry)) return
      if (!entry.waiting) {
        entry.waiting = true
        entry.firstWaitingAt = Date.now()
      }
      schedule(entry, Math.min(longestRetryMs, 1000 * 2 ** (entry.failures - 1)))
    }
  }

  function send(entry: Entry): Promise<void> {
    clearTimeout(entry.timer)
    entry.timer = undefined
    const sending = request(entry).finally(() => {
      entry.sending.delete(sending)
      count()
    })
    entry.sending.add(sending)
    return sending
  }

  /** One at a time while nothing presses: an answer that is late must not pile requests up. */
  function sendWhenFree(entry: Entry): void {
    if (entry.sending.size === 0) void send(entry)
    else void Promise.allSettled([...entry.sending]).then(() => entry.waiting && isCared(entry) && schedule(entry, 0))
  }

  function isCared(entry: Entry): boolean {
    return entries.get(keyOf(entry.session, entry.id)) === entry
  }

  return {
    edited(session, id) {
      const key = keyOf(session, id)
      let entry = entries.get(key)
      if (!entry) {
        entry = {
          session,
          id,
          waiting: false,
          firstWaitingAt: 0,
          timer: undefined,
          sending: new Set(),
          lastSent: 0,
          failures: 0,
        }
        entries.set(key, entry)
      }
      if (!entry.waiting) {
        entry.waiting = true
        entry.firstWaitingAt = Date.now()
        onKeep(session, id, { name: 'waiting' })
        count()
      }
      schedule(entry, Math.max(0, Math.min(restMs, entry.firstWaitingAt + longestMs - Date.now())))
    },

    async flush() {
      // All at once and before anything is awaited: a page that is being closed gets no second turn.
      for (const entry of entries.values()) if (entry.waiting) void send(entry)
      await Promise.allSettled([...entries.values()].flatMap(({ sending }) => [...sending]))
    },

    found(session, id, revision) {
      revisions.set(keyOf(session, id), revision)
      // A clock that was put back since must not make the next edit look older.
      lastRevision = Math.max(lastRevision, revision)
    },

    async forget(session, id) {
      const entry = entries.get(keyOf(session, id))
      if (!entry) return
      entries.delete(keyOf(session, id))
      clearTimeout(entry.timer)
      entry.timer = undefined
      entry.waiting = false
      count()
      await Promise.allSettled([...entry.sending])
    },
  }
}

function keyOf(session: SessionRef, id: string): string {
  return `${sessionKey(session)} ${id}`
}

import { RequestError } from '../errors.ts'
import type { Person } from '../people.ts'
import { mayUse } from '../people.ts'
import type { SessionsStore, StoredSession } from '../store/sessions-store.ts'
import { lifeLimits } from './life-limits.ts'
import type { OneAtATime } from './one-at-a-time.ts'

const dayMs = 24 * 3_600_000

/** Days that a session stays after its end, with its files: a slip, or coming back a day too late, is no reason to lose them. */
export const keptDays = 30
export const keptAfterEndMs = keptDays * dayMs

/** In one list. Older ones can be restored all the same, by their id. */
export const mostKeptListed = 1000

/** A session that has ended, and can come back until then. Times are milliseconds since 1970. */
export interface KeptSession {
  readonly session: StoredSession
  readonly because: 'deleted' | 'expired'
  readonly endedAt: number
  readonly keptUntil: number
}

interface Parts {
  readonly store: SessionsStore
  readonly moves: OneAtATime
  now(): number
  /** Keeps a session with a change. */
  change(session: StoredSession, change: Partial<StoredSession>): StoredSession
  removeForGood(session: StoredSession): Promise<void>
}

/** Sessions that were deleted or whose time is over: their files stay for 30 days, and they can come back as they were. */
export class KeptSessions {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Those of a person, or everybody's for the owner; the last that ended first. */
  list(person: Person): readonly KeptSession[] {
    const { store, now } = this.#parts
    const time = now()
    return store
      .ended(person.isOwner ? undefined : person.userId, time, mostKeptListed)
      .flatMap((session) => keptAt(session, time) ?? [])
  }

  /**
   * The session is there again under its id, active or paused as it was, with its files and without a sandbox. Its time
   * stays when that is longer than what is given.
   *
   * @param lifeMs from now on; 24 h unless said, a week at most
   * @throws RequestError 404 when nothing of it is kept, 400 when it has not ended
   */
  restore(id: string, person: Person, lifeMs: number = lifeLimits.defaultMs): Promise<StoredSession> {
    return this.#parts.moves.run(async () => {
      const session = this.#parts.store.get(id)
      const now = this.#parts.now()
      if (session === undefined || !mayUse(person, session.userId)) throw new RequestError(404, 'session not found')
      if (session.deletedAt === undefined && session.expiresAt > now)
        throw new RequestError(400, `session has not ended: ${session.status}`)
      if (!keptAt(session, now)) throw new RequestError(404, 'session not found')
      return this.#parts.change(session, {
        deletedAt: undefined,
        lastActiveAt: now,
        expiresAt: Math.max(session.expiresAt, now + Math.min(lifeMs, lifeLimits.mostMs)),
        activatedAt: now,
        openToTies: !person.isOwner,
      })
    })
  }

  /** Removes one that has ended, and its files, for good. Nothing happens, without a word, with any other. */
  forget(id: string, person: Person): Promise<void> {
    return this.#parts.moves.run(async () => {
      const session = this.#parts.store.get(id)
      if (session === undefined || !mayUse(person, session.userId)) return
      if (keptAt(session, this.#parts.now())) await this.#parts.removeForGood(session)
    })
  }
}

/** Undefined for one that lives, and for one that is to be removed. */
function keptAt(session: StoredSession, now: number): KeptSession | undefined {
  const { deletedAt, expiresAt } = session
  const because = deletedAt === undefined ? 'expired' : 'deleted'
  const endedAt = deletedAt ?? expiresAt
  const keptUntil = endedAt + keptAfterEndMs
  return endedAt <= now && now < keptUntil ? { session, because, endedAt, keptUntil } : undefined
}

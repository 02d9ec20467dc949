import type { ServerSession, SessionRecord, SessionRef } from '../../../shared/domain/session.ts'
import type { Log } from '../log.ts'
import type { Records } from '../records/records.ts'

/** A record is written again without a change after so long, so that its "as of" stays true. */
const recordAgeMs = 10 * 60_000

/** What is kept here of the sessions of one connection: in memory as it is on disk, or about to be. */
export class SessionRecords {
  readonly #store: Records['sessions']
  readonly #log: Log
  readonly #changed: (sessionId: string) => void
  readonly #all = new Map<string, SessionRecord>()
  /** What servers said that says no more than a record does: compared once, not with each list. */
  readonly #compared = new WeakMap<ServerSession, SessionRecord>()

  /** @param changed told when another record of a session is to be shown */
  constructor(store: Records['sessions'], log: Log, changed: (sessionId: string) => void) {
    this.#store = store
    this.#log = log
    this.#changed = changed
  }

  get all(): ReadonlyMap<string, SessionRecord> {
    return this.#all
  }

  get(sessionId: string): SessionRecord | undefined {
    return this.#all.get(sessionId)
  }

  /** Reads those of a connection, but for those that were written meanwhile. */
  async load(connectionId: string): Promise<readonly SessionRecord[]> {
    const read = (await this.#store.list(connectionId)).filter(({ sessionId }) => !this.#all.has(sessionId))
    for (const record of read) {
      this.#all.set(record.sessionId, record)
      this.#changed(record.sessionId)
    }
    return read
  }

  /** Answers when it is on disk; when that fails the one of before is shown again. */
  async write(record: SessionRecord): Promise<void> {
    const before = this.#all.get(record.sessionId)
    this.#all.set(record.sessionId, record)
    this.#changed(record.sessionId)
    await this.#put(record, before)
  }

  /** Keeps what a server said of a session, for a change or after a while. Nothing that is shown changes with it. */
  note(record: SessionRecord): void {
    const { sessionId, lastSeen } = record
    const before = this.#all.get(sessionId)
    if (before && saysNoMore(record, before) && !isOlder(before, record.asOf ?? 0)) {
      if (lastSeen) this.#compared.set(lastSeen, before)
      return
    }
    this.#all.set(sessionId, record)
    void this.#put(record, before).catch((error: unknown) => this.#log.error('A session could not be recorded', error))
  }

  /** Is this in its record, of a time not long ago? @param now the server's clock, ms */
  holds(server: ServerSession, now: number): boolean {
    const record = this.#all.get(server.id)
    if (!record || record.deletedAt !== undefined) return false
    return (record.lastSeen === server || this.#compared.get(server) === record) && !isOlder(record, now)
  }

  /** Answers when it is gone from the disk. */
  async remove(ref: SessionRef): Promise<void> {
    await this.#store.remove(ref)
    this.#all.delete(ref.sessionId)
  }

  async #put(record: SessionRecord, before: SessionRecord | undefined): Promise<void> {
    try {
      await this.#store.put(record)
    } catch (error) {
      // What is not on disk must not be shown as if it were.
      if (this.#all.get(record.sessionId) === record) {
        if (before) this.#all.set(record.sessionId, before)
        else this.#all.delete(record.sessionId)
        this.#changed(record.sessionId)
      }
      throw error
    }
  }
}

function isOlder({ asOf = 0 }: SessionRecord, now: number): boolean {
  return now - asOf >= recordAgeMs
}

/** Does a record say what the one of before says, but for what is no reason to write one? */
function saysNoMore(record: SessionRecord, before: SessionRecord): boolean {
  return (
    before.name === record.name && before.deletedAt === record.deletedAt && sameFor(before.lastSeen, record.lastSeen)
  )
}

/** What changes with every use, and is no reason to write a record. */
const passing: ReadonlySet<string> = new Set<keyof ServerSession>(['updatedAt', 'lastActiveAt', 'metadata'])

/** The same but for that. */
function sameFor(a: ServerSession | undefined, b: ServerSession | undefined): boolean {
  if (!a || !b || a === b) return a === b
  return sameMembers(a, b, passing) && sameMembers(a.metadata, b.metadata)
}

/** The same members with the same values, but for those that are left out. */
function sameMembers(a: object, b: object, without: ReadonlySet<string> = new Set()): boolean {
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every((name) => without.has(name) || Reflect.get(a, name) === Reflect.get(b, name))
}

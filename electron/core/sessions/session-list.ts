import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { fail, isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import type {
  AcquiredSandbox,
  SandboxInfo,
  ServerSession,
  Session,
  SessionList,
  SessionRecord,
  SessionRef,
} from '../../../shared/domain/session.ts'
import type { ListStanding } from '../../../shared/domain/session-changes.ts'
import type { SandboxApi } from '../api/client.ts'
import type { Log } from '../log.ts'
import type { Records } from '../records/records.ts'
import { RowCache } from './row-cache.ts'
import { ServerListing } from './server-listing.ts'
import { SessionRecords } from './session-records.ts'
import type { RowSources, SessionInTheMaking, SessionNote } from './session-rows.ts'
import { nameOf, sessionRow } from './session-rows.ts'

const recordsAtOnce = 500

const sandboxesRemembered = 1000

/** What the list needs of its connection. */
export interface ListSource {
  readonly id: string
  readonly api: SandboxApi
  /** Whose sessions it lists; undefined: everybody's. */
  readonly userId: string | undefined
  /** Days for which the server can bring back sessions that have ended; undefined: it keeps none. */
  readonly keptDays?: number | undefined
  /** The server's clock, ms. */
  now(): number
  /**
   * When a sandbox was last used from here (server's clock, ms), on a server that takes unused ones back; undefined when
   * it does not, or nothing is known.
   */
  usedAt?(sandboxId: string): number | undefined
  /** ms since then, by a clock that never goes back. */
  unusedFor?(sandboxId: string): number | undefined
}

/** The sessions of one connection: what the server lists, what is recorded here, and what workflows do to them. */
export class ConnectionSessions {
  readonly #source: ListSource
  readonly #records: SessionRecords
  readonly #log: Log
  readonly #changed: () => void
  readonly #listing: ServerListing
  /** Of sandboxes that were acquired here, the last one last. */
  readonly #sandboxes = new Map<string, AcquiredSandbox>()
  readonly #notes = new Map<string, SessionNote>()
  readonly #making = new Map<string, SessionInTheMaking & { readonly since: number }>()
  readonly #rows = new RowCache({
    row: (id) => sessionRow(this.#rowSources(), id),
    now: () => this.#source.now(),
  })
  #asOf: number | undefined
  #error: ErrorData | undefined
  #asked = false
  #refreshing: Promise<void> | undefined
  #loaded: Promise<void> | undefined

  constructor(source: ListSource, records: Records['sessions'], log: Log, changed: () => void) {
    this.#source = source
    this.#records = new SessionRecords(records, log, (id) => this.#rowChanged(id))
    this.#listing = new ServerListing({
      now: () => source.now(),
      recordedMetadata: (id) => this.#records.get(id)?.lastSeen?.metadata,
      changed: (id) => this.#rows.note(id),
    })
    this.#log = log
    this.#changed = changed
  }

  /** How the last question went. */
  get standing(): ListStanding {
    return {
      state: !this.#asked ? 'loading' : this.#answers() ? 'current' : 'stale',
      ...(this.#asOf === undefined ? {} : { asOf: this.#asOf }),
      ...(this.#error ? { error: this.#error } : {}),
    }
  }

  /** What the window is shown. */
  view(): SessionList {
    this.#noteUsed()
    return { connectionId: this.#source.id, ...this.standing, sessions: this.#rows.sorted }
  }

  /** Ids of rows that are new, changed or gone since the last call. */
  takeChanged(): ReadonlySet<string> {
    return this.#rows.takeChanged()
  }

  /** ms until time alone changes a row; infinite when it does not. */
  get changesIn(): number {
    return this.#rows.nextAt - this.#source.now()
  }

  /** The row of this id, also of one that is being made. */
  row(id: string): Session | undefined {
    return this.#rows.get(id)
  }

  /** One session, or undefined. */
  find(sessionId: string): Session | undefined {
    return this.#making.has(sessionId) ? undefined : this.#rows.get(sessionId)
  }

  /** Reads the records once. Without them names are missing; the list is shown all the same. */
  async load(): Promise<void> {
    this.#loaded ??= (async () => {
      try {
        for (const record of await this.#records.load(this.#source.id))
          if (this.#isOfAnother(record)) this.#listing.askAlone(record.sessionId)
      } catch (error) {
        this.#log.error('The records of sessions could not be read', error)
      }
    })()
    await this.#loaded
  }

  /** Asks the server now; a question under way is shared. Never rejects: the state says how it went. */
  async refresh(): Promise<void> {
    this.#refreshing ??= this.#ask().finally(() => {
      this.#refreshing = undefined
    })
    await this.#refreshing
  }

  /** Requests that the next `refresh` takes. */
  get cost(): number {
    return this.#listing.hasUnlisted ? 2 : 1
  }

  /** The connection cannot be asked at all. */
  unreachable(error: ErrorData): void {
    this.#settle(error)
    this.#changed()
  }

  /** A workflow learnt this from the server just now. */
  noteServer(session: ServerSession): void {
    this.#listing.put(session)
    this.#changed()
    this.#records.note(this.#recordOf(session.id))
  }

  /** The server says that it does not know this session. */
  noteGone(sessionId: string): void {
    this.#listing.remove(sessionId)
    this.#changed()
  }

  /** What a workflow does to it, or where it stopped; nothing when there is nothing to say any more. */
  note(sessionId: string, note: SessionNote): void {
    if (note.progress || note.stopped || note.problem) this.#notes.set(sessionId, note)
    else this.#notes.delete(sessionId)
    this.#rowChanged(sessionId)
  }

  /** Something is wrong with its sandbox, whatever else is said of it: it is not kept alive any more. */
  noteSandboxLost(ref: SessionRef, problem: ErrorData): void {
    this.note(ref.sessionId, { ...this.#notes.get(ref.sessionId), problem })
    if (this.#records.get(ref.sessionId)?.keepAliveUntil === undefined) return
    void this.keepAlive(ref, undefined).catch((error: unknown) =>
      this.#log.error('The end of keeping a session alive could not be recorded', error),
    )
  }

  /** Shows a session that is being made, or, without `making`, no longer. */
  noteMaking(id: string, making: SessionInTheMaking | undefined): void {
    const since = this.#making.get(id)?.since ?? this.#source.now()
    if (making) this.#making.set(id, { ...making, since })
    else this.#making.delete(id)
    this.#rowChanged(id)
  }

  /** The server has answered for one that is being made: its row is that of a session from now on. */
  noteMade(id: string, session: ServerSession): void {
    const { progress } = this.#making.get(id) ?? {}
    this.#making.delete(id)
    this.#rows.note(id)
    if (progress) this.#notes.set(session.id, { progress })
    this.noteServer(session)
  }

  /** Remembers that this sandbox was acquired here for it; answers when that is on disk. */
  async noteOwnSandbox(ref: SessionRef, sandboxId: string): Promise<void> {
    await this.load()
    if (!this.ownsSandbox(ref.sessionId, sandboxId))
      await this.#records.write({ ...this.#recordOf(ref.sessionId), ownSandboxId: sandboxId })
  }

  /** Remembers what the server said of a sandbox that it gave out, until the application ends. */
  noteSandbox(info: SandboxInfo): void {
    this.#sandboxes.set(info.sandboxId, { ...info, acquiredAt: Date.now() })
    for (const id of this.#sandboxes.keys()) {
      if (this.#sandboxes.size <= sandboxesRemembered) break
      this.#sandboxes.delete(id)
    }
  }

  /** Was this sandbox acquired here for it? Ask after `load`. */
  ownsSandbox(sessionId: string, sandboxId: string): boolean {
    return this.#records.get(sessionId)?.ownSandboxId === sandboxId
  }

  /** Keeps a name here; answers when it is on disk. */
  async rename(ref: SessionRef, name: string): Promise<void> {
    await this.#records.write({ ...this.#recordOf(ref.sessionId), name })
  }

  /**
   * Asks the server for one session and keeps a record of it. Throws `not-found` when it is not there.
   * One of another user is in no list: it is asked for by itself from then on.
   */
  async look(sessionId: string): Promise<Session> {
    await this.load()
    try {
      this.noteServer(await this.#source.api.getSession(sessionId))
    } catch (error) {
      if (!isAppError(error, 'gone')) throw error
      throw fail('not-found', 'The server knows no session of this id.', { cause: error })
    }
    this.#listing.askAlone(sessionId)
    const session = this.find(sessionId)
    if (!session) throw fail('internal', 'The session was found and is not listed.')
    return session
  }

  /** Keeps its labels here, each once; answers when that is on disk. */
  async label(ref: SessionRef, labels: readonly string[]): Promise<void> {
    await this.#records.write({ ...this.#recordOf(ref.sessionId), labels: [...new Set(labels)] })
  }

  /** Keeps this wish; answers when it is on disk. @param until server's clock, ms; undefined ends it */
  async keepAlive(ref: SessionRef, until: number | undefined): Promise<void> {
    const { keepAliveUntil: _before, ...record } = this.#recordOf(ref.sessionId)
    await this.#records.write({ ...record, ...(until === undefined ? {} : { keepAliveUntil: until }) })
  }

  /** A person deleted it where it can come back: its row goes, and what is recorded of it stays. */
  async noteDeleted(ref: SessionRef): Promise<void> {
    await this.load()
    await this.#records.write({ ...this.#recordOf(ref.sessionId), deletedAt: this.#source.now() })
    this.note(ref.sessionId, {})
  }

  /** Sessions that were deleted, with the time of that (server's clock, ms). Ask after `load`. */
  get deleted(): readonly (readonly [SessionRef, number])[] {
    return [...this.#records.all.values()].flatMap(({ connectionId, sessionId, deletedAt }) =>
      deletedAt === undefined || this.#listing.get(sessionId)
        ? []
        : [[{ connectionId, sessionId }, deletedAt] as const],
    )
  }

  /** The name that a person gave it. Ask after `load`. */
  nameOf(session: ServerSession): string {
    return nameOf(session.id, this.#records.get(session.id), session)
  }

  /** Nothing of it is left here. */
  async forget(ref: SessionRef): Promise<void> {
    await this.#records.remove(ref)
    this.#notes.delete(ref.sessionId)
    this.#listing.forget(ref.sessionId)
    this.#changed()
  }

  /** Whether a session that was seen last belongs to another user, so that no list will name it. */
  #isOfAnother({ lastSeen }: SessionRecord): boolean {
    const { userId } = this.#source
    if (lastSeen === undefined || userId === undefined) return false
    return lastSeen.userId !== userId && lastSeen.expiresAt > this.#source.now()
  }

  #rowChanged(id: string): void {
    this.#rows.note(id)
    this.#changed()
  }

  /** How a question for the list went. */
  #settle(error: ErrorData | undefined): void {
    const answered = this.#answers()
    this.#asked = true
    this.#error = error
    if (error) this.#listing.failed()
    // What is said of a session depends on whether its server answers.
    const told = this.#answers() === answered ? this.#listing.touched : this.#everyId()
    for (const id of told.keys()) this.#rows.note(id)
  }

  #everyId(): ReadonlySet<string> {
    return new Set([...this.#listing.listed.keys(), ...this.#listing.unread, ...this.#records.all.keys()])
  }

  #answers(): boolean {
    return this.#asked && this.#error === undefined
  }

  #rowSources(): RowSources {
    return {
      connectionId: this.#source.id,
      listed: this.#listing.listed,
      unread: this.#listing.unread,
      answers: this.#answers(),
      touched: this.#listing.touched,
      failedAt: this.#listing.failedAt,
      records: this.#records.all,
      notes: this.#notes,
      making: this.#making,
      usedAt: (sandboxId) => this.#source.usedAt?.(sandboxId),
      sandboxOf: (sandboxId) => this.#sandboxes.get(sandboxId),
      keptDays: this.#source.keptDays,
      now: this.#source.now(),
    }
  }

  async #ask(): Promise<void> {
    await this.load()
    const askedAt = this.#listing.ask()
    try {
      const unread: string[] = []
      const sessions = await this.#source.api.listSessions({}, (id) => unread.push(id))
      this.#listing.take(sessions, unread, askedAt)
      await this.#askForUnlisted()
      this.#asOf = this.#source.now()
      this.#settle(undefined)
    } catch (error) {
      this.#settle(toErrorData(error))
    }
    this.#noteUsed()
    this.#changed()
    await this.#keepRecords()
  }

  /** Sandboxes that were used from here meanwhile: nobody tells of each use. */
  #noteUsed(): void {
    for (const { sessionId, server, reclaimAt } of this.#rows.sorted) {
      const usedAt = server?.sandboxId === undefined ? undefined : this.#source.usedAt?.(server.sandboxId)
      if (usedAt !== undefined || reclaimAt !== undefined) this.#rows.note(sessionId)
    }
  }

  /** In slices: a thousand records at a time are no work, ten thousand would be felt in every console. */
  async #keepRecords(): Promise<void> {
    let done = 0
    for (const session of [...this.#listing.listed.values()]) {
      // A list that is read meanwhile keeps what it changed by itself.
      if (this.#listing.get(session.id) !== session || this.#records.holds(session, this.#source.now())) continue
      this.#records.note(this.#recordOf(session.id))
      done += 1
      if (done % recordsAtOnce === 0) await nextTurn()
    }
  }

  /** One of them with each list: a person opens few by id, and each costs a request. */
  async #askForUnlisted(): Promise<void> {
    const id = this.#listing.takeUnlisted()
    if (id === undefined) return
    try {
      this.noteServer(await this.#source.api.getSession(id))
      this.#listing.askAlone(id)
    } catch (error) {
      if (isAppError(error, 'gone')) this.noteGone(id)
      // Whatever it was, the list itself came: this one is asked for again with the next.
      else this.#listing.askAlone(id)
    }
  }

  #recordOf(sessionId: string): SessionRecord {
    const record = this.#records.get(sessionId)
    const server = this.#listing.get(sessionId)
    const asOf = server ? this.#source.now() : record?.asOf
    const lastSeen = server ?? record?.lastSeen
    return {
      connectionId: this.#source.id,
      sessionId,
      name: nameOf(sessionId, record, server),
      ...(record?.labels ? { labels: record.labels } : {}),
      ...(record?.ownSandboxId === undefined ? {} : { ownSandboxId: record.ownSandboxId }),
      ...(record?.keepAliveUntil === undefined ? {} : { keepAliveUntil: record.keepAliveUntil }),
      // One that is listed is there again.
      ...(record?.deletedAt === undefined || server ? {} : { deletedAt: record.deletedAt }),
      ...(lastSeen ? { lastSeen } : {}),
      ...(asOf === undefined ? {} : { asOf }),
    }
  }
}

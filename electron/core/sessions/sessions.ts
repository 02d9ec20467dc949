import type { Connection } from '../../../shared/domain/connection.ts'
import { fail } from '../../../shared/domain/errors.ts'
import { sameData } from '../../../shared/domain/same-data.ts'
import type { Session, SessionList, SessionRef } from '../../../shared/domain/session.ts'
import type { ListStanding, SessionsChange } from '../../../shared/domain/session-changes.ts'
import type { SandboxOf } from '../api/sandbox.ts'
import type { Log } from '../log.ts'
import type { Records } from '../records/records.ts'
import type { Polling, Scheduler } from '../scheduler/scheduler.ts'
import { Watchable } from '../watchable.ts'
import { KeepAlives } from './keep-alives.ts'
import { isAskable, listPoll, unreachableBecause } from './list-poll.ts'
import { SessionFeed } from './session-feed.ts'
import type { ListSource } from './session-list.ts'
import { ConnectionSessions } from './session-list.ts'

/** What this subject needs of the connections, given by the core. */
export interface SessionSources {
  readonly connections: Watchable<readonly Connection[]>
  /** Throws `not-found`. */
  source(connectionId: string): ListSource
}

/** ms: the longest that a timer can wait. */
const longestTimer = 2 ** 31 - 1
/** ms: what expires within so short a time is told together. */
const expiryStep = 250

interface Entry {
  readonly source: ListSource
  readonly sessions: ConnectionSessions
  readonly polling: Polling
  /** As it was when it was last looked at. */
  connection: Connection | undefined
  /** What was told of it last. */
  told?: ListStanding
}

/** The sessions of all connections. */
export class Sessions {
  /** Ids of the connections that have a list, in their order. */
  readonly #ids = new Watchable<readonly string[]>([])
  readonly #feed = new SessionFeed({
    connectionIds: () => this.#ids.value,
    list: (id) => this.#all.get(id)?.sessions,
  })
  readonly #sources: SessionSources
  readonly #records: Records['sessions']
  readonly #log: Log
  readonly #scheduler: Scheduler
  readonly #keepAlives: KeepAlives
  readonly #all = new Map<string, Entry>()
  readonly #ended = new AbortController()
  /** Ids of connections of which something is to be told. */
  readonly #untold = new Set<string>()
  #expiry: NodeJS.Timeout | undefined

  constructor(sources: SessionSources, records: Records['sessions'], log: Log, scheduler: Scheduler) {
    this.#sources = sources
    this.#records = records
    this.#log = log
    this.#scheduler = scheduler
    this.#keepAlives = new KeepAlives(scheduler, (connectionId) => {
      const entry = this.#all.get(connectionId)
      return entry && { ...entry, isAskable: () => isAskable(this.#connection(connectionId)) }
    })
    void this.#followConnections()
  }

  /** The sessions of one connection. Throws `not-found`. */
  of(connectionId: string): ConnectionSessions {
    const entry = this.#all.get(connectionId)
    if (!entry) throw fail('not-found', 'This connection is not kept here any more.')
    return entry.sessions
  }

  /** As `of`, for a connection that was added a moment ago. */
  async added(connectionId: string): Promise<ConnectionSessions> {
    for await (const _ of this.#ids.watch(this.#ended.signal)) {
      const entry = this.#all.get(connectionId)
      if (entry) return entry.sessions
    }
    throw fail('cancelled', 'The application ends.')
  }

  /** Throws `not-found` for one that is neither listed nor recorded. */
  get(ref: SessionRef): Session {
    const session = this.of(ref.connectionId).find(ref.sessionId)
    if (!session) throw fail('not-found', 'This session is not known here.')
    return session
  }

  /** The lists of all connections as they are now. */
  get lists(): readonly SessionList[] {
    return this.#ids.value.flatMap((id) => this.#all.get(id)?.sessions.view() ?? [])
  }

  /** The lists of all connections at once, then what changes in them. */
  async *watch(signal: AbortSignal): AsyncGenerator<SessionsChange, void, void> {
    const watching = this.#feed.watch(signal)
    const first = watching.next()
    // Servers are asked for their lists only while somebody watches them.
    for (const { polling } of this.#all.values()) polling.reconsider()
    try {
      const { value } = await first
      if (value) yield value
      yield* watching
    } finally {
      // Also when the reader stops at the first one.
      await watching.return()
    }
  }

  /**
   * Keeps the sandbox of a session from being taken back until then, or no longer (null). `refused` for one that has none,
   * or beyond the session's own end.
   */
  async keepAlive(ref: SessionRef, until: number | null): Promise<void> {
    const { server, status } = this.get(ref)
    if (until !== null && (status !== 'active' || server?.sandboxId === undefined))
      throw fail('refused', 'Only a session with a sandbox can be kept alive.')
    if (until !== null && server && until > server.expiresAt) throw fail('refused', 'The session ends before that.')
    await this.of(ref.connectionId).keepAlive(ref, until ?? undefined)
  }

  /** See `SandboxOf`. */
  readonly sandboxOf: SandboxOf = (ref) => {
    const session = this.get(ref)
    if (session.status === 'expired') throw fail('gone', 'The session has expired.', { reason: 'session-expired' })
    if (session.status === 'gone')
      throw fail('gone', 'The session is not on the server any more.', { reason: 'session-gone' })
    if (session.server?.status === 'paused') throw fail('refused', 'The session is paused.')
    const sandboxId = session.server?.sandboxId
    if (sandboxId === undefined) throw fail('refused', 'The session has no sandbox at the moment.')
    return { api: this.#sources.source(ref.connectionId).api, id: sandboxId }
  }

  /** Throws `refused` for a session that its server still has: what is here would come back with the next list. */
  mustBeForgettable(ref: SessionRef): void {
    const { status } = this.get(ref)
    if (status !== 'gone' && status !== 'expired')
      throw fail('refused', 'The session is still on its server, or that cannot be asked now.')
  }

  close(): void {
    this.#ended.abort()
    clearTimeout(this.#expiry)
    for (const { polling } of this.#all.values()) polling.stop()
    this.#keepAlives.stop()
    this.#feed.end()
  }

  #connection(connectionId: string): Connection | undefined {
    return this.#sources.connections.value.find(({ id }) => id === connectionId)
  }

  async #followConnections(): Promise<void> {
    for await (const connections of this.#sources.connections.watch(this.#ended.signal)) {
      // One that is added after the end would be asked for ever.
      if (this.#ended.signal.aborted) return
      const ids = connections.map(({ id }) => id)
      for (const [id, { polling }] of this.#all)
        if (!ids.includes(id)) {
          polling.stop()
          this.#keepAlives.stop(id)
          this.#all.delete(id)
        }
      const added = ids.filter((id) => !this.#all.has(id))
      for (const connection of connections)
        this.#take(connection, this.#all.get(connection.id) ?? this.#add(connection.id))
      if (!sameData(ids, this.#ids.value)) {
        this.#ids.set(ids)
        this.#feed.connectionsChanged(added)
      }
    }
  }

  /** News of a connection: one that comes to life is asked at once, and of one that cannot be asked the list says why. */
  #take(connection: Connection, entry: Entry): void {
    const { connection: before, sessions, polling } = entry
    if (before === connection) return
    entry.connection = connection
    // Its clock may be another one, and it may be one that cannot be asked.
    this.#awaitChange()
    this.#keepAlives.reconsider(connection.id)
    if (isAskable(connection)) {
      if (before && before.status !== 'ready' && connection.status === 'ready') polling.soon()
      else polling.reconsider()
      return
    }
    const reason = unreachableBecause(connection, sessions.standing.state !== 'loading')
    if (reason) sessions.unreachable(reason)
  }

  #add(connectionId: string): Entry {
    // Looked up anew each time: a person may change what is behind an id.
    const behind = () => this.#sources.source(connectionId)
    const source: ListSource = {
      id: connectionId,
      get api() {
        return behind().api
      },
      get userId() {
        return behind().userId
      },
      get keptDays() {
        return behind().keptDays
      },
      now: () => behind().now(),
      usedAt: (sandboxId) => behind().usedAt?.(sandboxId),
      unusedFor: (sandboxId) => behind().unusedFor?.(sandboxId),
    }
    const sessions = new ConnectionSessions(source, this.#records, this.#log, () => this.#changed(connectionId))
    const polling = this.#scheduler.add(
      listPoll({
        connectionId,
        connection: () => this.#connection(connectionId),
        isWatched: () => this.#feed.readers > 0,
        sessions,
      }),
    )
    const entry: Entry = { source, sessions, polling, connection: undefined }
    this.#all.set(connectionId, entry)
    void sessions.load()
    return entry
  }

  /** Once for all changes of one turn. */
  #changed(connectionId: string): void {
    const isPlanned = this.#untold.size > 0
    this.#untold.add(connectionId)
    if (isPlanned) return
    queueMicrotask(() => {
      const ids = [...this.#untold]
      this.#untold.clear()
      if (this.#ended.signal.aborted) return
      for (const id of ids) this.#tell(id)
      this.#awaitChange()
    })
  }

  #tell(connectionId: string): void {
    const entry = this.#all.get(connectionId)
    if (!entry) return
    const { sessions } = entry
    const changed = sessions.takeChanged()
    const { standing } = sessions
    if (changed.size > 0 || !sameData(standing, entry.told)) this.#feed.changed(connectionId, changed)
    entry.told = standing
    for (const sessionId of changed) this.#keepAlives.follow({ connectionId, sessionId }, sessions.find(sessionId))
  }

  /** A session expires without news from anybody: the next list may be a while away, and it would be shown as active. */
  #awaitChange(): void {
    clearTimeout(this.#expiry)
    const next = Math.min(...[...this.#all.values()].map(({ sessions }) => sessions.changesIn))
    if (next === Number.POSITIVE_INFINITY) return
    const ms = Math.min(Math.max(next, expiryStep), longestTimer)
    this.#expiry = setTimeout(() => {
      for (const id of this.#all.keys()) this.#changed(id)
    }, ms).unref()
  }
}

import type { Connection } from '../../../shared/domain/connection.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { Session, SessionList, SessionRef } from '../../../shared/domain/session.ts'
import type { SandboxOf } from '../api/sandbox.ts'
import type { Log } from '../log.ts'
import type { Records } from '../records/records.ts'
import { Watchable } from '../watchable.ts'
import { keepAsking } from './poll.ts'
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

/** The sessions of all connections. */
export class Sessions {
  readonly #lists = new Watchable<readonly SessionList[]>([])
  /** Servers are asked for their lists only while a window shows them. */
  readonly #watched = new Watchable(false)
  readonly #sources: SessionSources
  readonly #records: Records['sessions']
  readonly #log: Log
  readonly #all = new Map<string, { readonly sessions: ConnectionSessions; readonly stop: AbortController }>()
  readonly #ended = new AbortController()
  #publishing = false
  #expiry: NodeJS.Timeout | undefined

  constructor(sources: SessionSources, records: Records['sessions'], log: Log) {
    this.#sources = sources
    this.#records = records
    this.#log = log
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
    for await (const _ of this.#lists.watch(this.#ended.signal)) {
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

  /** The lists of all connections, at once and after each change. */
  async *watch(signal: AbortSignal): AsyncGenerator<readonly SessionList[], void, void> {
    this.#watched.set(true)
    try {
      yield* this.#lists.watch(signal)
    } finally {
      this.#watched.set(this.#lists.watchers > 0)
    }
  }

  /** See `SandboxOf`. */
  readonly sandboxOf: SandboxOf = (ref) => {
    const session = this.get(ref)
    if (session.status === 'expired') throw fail('gone', 'The session has expired.')
    if (session.status === 'gone') throw fail('gone', 'The session is not on the server any more.')
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
    for (const { stop } of this.#all.values()) stop.abort()
    this.#lists.end()
  }

  async #followConnections(): Promise<void> {
    for await (const connections of this.#sources.connections.watch(this.#ended.signal)) {
      const ids = new Set(connections.map(({ id }) => id))
      for (const [id, { stop }] of this.#all)
        if (!ids.has(id)) {
          stop.abort()
          this.#all.delete(id)
        }
      for (const { id } of connections) if (!this.#all.has(id)) this.#add(id)
      this.#publish()
    }
  }

  #add(connectionId: string): void {
    const source = this.#sources.source(connectionId)
    const sessions = new ConnectionSessions(source, this.#records, this.#log, () => this.#publish())
    const stop = new AbortController()
    this.#all.set(connectionId, { sessions, stop })
    void sessions.load()
    void keepAsking(
      {
        connection: () => this.#sources.connections.value.find(({ id }) => id === connectionId),
        connections: this.#sources.connections,
        watched: this.#watched,
        sessions,
      },
      stop.signal,
    )
  }

  /** Once for all changes of one turn: the rows of thousands of sessions are not computed for each of them. */
  #publish(): void {
    if (this.#publishing) return
    this.#publishing = true
    queueMicrotask(() => {
      this.#publishing = false
      if (this.#ended.signal.aborted) return
      // In the order of the connections.
      const order = this.#sources.connections.value.map(({ id }) => this.#all.get(id)?.sessions)
      const lists = order.flatMap((sessions) => (sessions ? [sessions.view()] : []))
      this.#lists.set(lists)
      this.#awaitExpiry(lists)
    })
  }

  /** A session expires without news from anybody: the next list may be a while away, and it would be shown as active. */
  #awaitExpiry(lists: readonly SessionList[]): void {
    clearTimeout(this.#expiry)
    let next = Number.POSITIVE_INFINITY
    for (const { connectionId, sessions } of lists) {
      const connection = this.#sources.connections.value.find(({ id }) => id === connectionId)
      const now = Date.now() + (connection?.skew ?? 0)
      for (const { status, server } of sessions)
        if (server && status !== 'expired' && status !== 'gone') next = Math.min(next, server.expiresAt - now)
    }
    if (next === Number.POSITIVE_INFINITY) return
    // What is late already, such as one that is being made, is looked at again without haste.
    const ms = Math.min(Math.max(next, 1000), longestTimer)
    this.#expiry = setTimeout(() => this.#publish(), ms).unref()
  }
}

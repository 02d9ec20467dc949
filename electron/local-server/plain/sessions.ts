import { randomUUID } from 'node:crypto'
import type { Instant } from './instants.ts'
import { isPast, later, now } from './instants.ts'
import type { PlainSettings } from './options.ts'

/** A session as the service keeps it. */
export interface Session {
  readonly id: string
  readonly userId: string
  sandboxId: string | undefined
  status: 'active' | 'paused'
  readonly image: string
  readonly cpuCount: number
  readonly memoryMb: number
  workspaceUrl: string | undefined
  readonly createdAt: Instant
  updatedAt: Instant
  lastActiveAt: Instant
  expiresAt: Instant
  pausedAt: Instant | undefined
  readonly metadata: Readonly<Record<string, string>>
  /** Stored deployments: until when single reads come from the cache, and what it says of the last activity. */
  cachedUntil: number
  cachedLastActiveAt: Instant
}

/** What `POST /sessions` asks for; zeros and empty words mean the defaults. */
export interface SessionWish {
  readonly image: string
  readonly cpuCount: number
  readonly memoryMb: number
  readonly ttlNanoseconds: number
  readonly metadata: Readonly<Record<string, string>>
}

/** Words of a refusal; `unknown` is answered in another way by each deployment. */
export class SessionError extends Error {
  override readonly name = 'SessionError'
  readonly unknown: boolean

  constructor(message: string, unknown = false) {
    super(message)
    this.unknown = unknown
  }
}

type Settings = Pick<PlainSettings, 'deployment' | 'times'>
type Save = (sandboxId: string) => Promise<void>

/** The session service. It knows nothing of sandboxes but their ids, and checks none of them (trap 5.2). */
export class Sessions {
  readonly #settings: Settings
  readonly #save: Save
  readonly #all = new Map<string, Session>()

  /** @param save what a stored deployment does before it says `paused`; its rejection's words go into the answer. */
  constructor(settings: Settings, save: Save) {
    this.#settings = settings
    this.#save = save
  }

  create(userId: string, wish: SessionWish): Session {
    const { times } = this.#settings
    const begin = now()
    const asked = wish.ttlNanoseconds / 1_000_000
    return this.add({
      id: randomUUID(),
      userId,
      sandboxId: undefined,
      status: 'active',
      image: wish.image || 'python:3.11-slim',
      // Negative ones are kept as sent, and none of them is ever applied.
      cpuCount: wish.cpuCount || 2,
      memoryMb: wish.memoryMb || 2048,
      workspaceUrl: undefined,
      createdAt: begin,
      updatedAt: begin,
      lastActiveAt: begin,
      expiresAt: later(begin, Math.min(asked || times.session, times.longestSession)),
      pausedAt: undefined,
      metadata: wish.metadata,
      cachedUntil: Date.now() + times.cache,
      cachedLastActiveAt: begin,
    })
  }

  /** Takes one as it is. */
  add(session: Session): Session {
    this.#all.set(session.id, session)
    return session
  }

  /** In no order. */
  ofUser(userId: string): readonly Session[] {
    const own = [...this.#all.values()].filter((session) => session.userId === userId && !isPast(session.expiresAt))
    const keyed = own.map((session) => ({ session, key: Math.random() }))
    return keyed.sort((one, other) => one.key - other.key).map(({ session }) => session)
  }

  /** Undefined when there is none, or it is not known any more; an expired one is there until the next sweep. */
  get(id: string): Session | undefined {
    return this.#all.get(id)
  }

  delete(id: string): void {
    this.#all.delete(id)
  }

  /** @throws SessionError */
  async pause(id: string): Promise<Session> {
    const session = this.#live(id)
    if (session.status !== 'active') throw new SessionError(`session is not active: ${session.status}`)
    if (session.sandboxId === undefined) throw new SessionError('session has no sandbox bound')
    if (this.#settings.deployment === 'stored') {
      await this.#saved(session.sandboxId)
      session.workspaceUrl = `s3://workspaces/${session.userId}/${session.id}.tar.gz`
    }
    session.status = 'paused'
    session.sandboxId = undefined
    session.pausedAt = now()
    return this.#changed(session)
  }

  /** @throws SessionError */
  resume(id: string): Session {
    const session = this.#live(id)
    if (session.status !== 'paused') throw new SessionError(`session is not paused: ${session.status}`)
    session.status = 'active'
    session.pausedAt = undefined
    // Shortens a longer one.
    session.expiresAt = later(now(), this.#settings.times.session)
    return this.#changed(session)
  }

  /** The database learns of it, the cache does not (trap 5.11). @throws SessionError */
  touch(id: string): void {
    const session = this.#live(id)
    session.lastActiveAt = now()
    if (this.#settings.deployment === 'memory') session.cachedLastActiveAt = session.lastActiveAt
  }

  /** Any id is taken, also while paused; none or an empty one unbinds. @throws SessionError */
  bind(id: string, sandboxId: string | undefined): void {
    const session = this.#live(id)
    session.sandboxId = sandboxId || undefined
    this.#changed(session)
  }

  /** Expired ones are forgotten; a database keeps them. */
  sweep(): void {
    if (this.#settings.deployment === 'stored') return
    for (const session of this.#all.values()) if (isPast(session.expiresAt)) this.#all.delete(session.id)
  }

  /** What a restart of the service leaves. */
  restart(): void {
    if (this.#settings.deployment === 'memory') this.#all.clear()
  }

  #live(id: string): Session {
    const session = this.#all.get(id)
    if (session === undefined) throw new SessionError(`session not found: ${id}`, true)
    if (isPast(session.expiresAt)) throw new SessionError(`session expired: ${id}`)
    return session
  }

  async #saved(sandboxId: string): Promise<void> {
    try {
      await this.#save(sandboxId)
    } catch (error) {
      throw new SessionError(`failed to save workspace: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #changed(session: Session): Session {
    session.updatedAt = now()
    session.lastActiveAt = session.updatedAt
    session.cachedLastActiveAt = session.updatedAt
    session.cachedUntil = Date.now() + this.#settings.times.cache
    return session
  }
}

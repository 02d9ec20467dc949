import { sameData } from '../../../shared/domain/same-data.ts'
import type { ServerSession } from '../../../shared/domain/session.ts'
import type { Touch } from './session-rows.ts'

export interface ServerListingOptions {
  /** The server's clock, ms. */
  now(): number
  /** Metadata that is recorded here for a session; undefined: none. */
  recordedMetadata(sessionId: string): ServerSession['metadata'] | undefined
  /** What is known of this session from its server is other than before. */
  readonly changed: (sessionId: string) => void
}

/**
 * What the server of one connection said of its sessions. Answers overtake each other: a list that was asked for before
 * something was learnt of one session changes nothing about that one.
 */
export class ServerListing {
  readonly #options: ServerListingOptions
  readonly #listed = new Map<string, ServerSession>()
  /** Listed in a form that cannot be read. */
  readonly #unread = new Set<string>()
  readonly #touched = new Map<string, Touch>()
  /** Ids of the last answer to a list. */
  #inLastList: ReadonlySet<string> = new Set()
  /** In no list, since they are other users'; the one that was asked for longest ago comes first. */
  readonly #unlisted = new Set<string>()
  #clock = 0
  #failedAt = 0

  constructor(options: ServerListingOptions) {
    this.#options = options
  }

  get listed(): ReadonlyMap<string, ServerSession> {
    return this.#listed
  }

  get unread(): ReadonlySet<string> {
    return this.#unread
  }

  /** Sessions of which something was learnt since the last list was asked for. */
  get touched(): ReadonlyMap<string, Touch> {
    return this.#touched
  }

  /** When a question failed last, in the order of `touched`; 0: never. */
  get failedAt(): number {
    return this.#failedAt
  }

  get hasUnlisted(): boolean {
    return this.#unlisted.size > 0
  }

  get(sessionId: string): ServerSession | undefined {
    return this.#listed.get(sessionId)
  }

  /** A question for the list begins. @returns its place in the order of what is learnt, for `take` */
  ask(): number {
    return ++this.#clock
  }

  failed(): void {
    this.#failedAt = ++this.#clock
  }

  /** The server said this of one session just now. */
  put(session: ServerSession): void {
    this.#touch(session.id)
    this.#listed.set(session.id, this.#withMetadata(session))
    this.#unread.delete(session.id)
    this.#options.changed(session.id)
  }

  /** The server says that it does not know this session. */
  remove(sessionId: string): void {
    this.#touch(sessionId)
    this.#listed.delete(sessionId)
    this.#unread.delete(sessionId)
    this.#options.changed(sessionId)
  }

  /** It is not asked for by itself any more, and is gone from here. */
  forget(sessionId: string): void {
    this.#unlisted.delete(sessionId)
    this.remove(sessionId)
  }

  /** From now on this one is asked for by itself, until a list names it. */
  askAlone(sessionId: string): void {
    if (!this.#inLastList.has(sessionId)) this.#unlisted.add(sessionId)
  }

  /** The next one to ask for by itself; `askAlone` puts it back, at the end. */
  takeUnlisted(): string | undefined {
    const [id] = this.#unlisted
    if (id !== undefined) this.#unlisted.delete(id)
    return id
  }

  /**
   * The answer to a list.
   * @param unread ids of sessions in a form that cannot be read
   * @param askedAt what `ask` gave
   */
  take(sessions: readonly ServerSession[], unread: readonly string[], askedAt: number): void {
    const { changed } = this.#options
    const newer = (id: string) => (this.#touched.get(id)?.order ?? 0) > askedAt
    const ids = new Set(sessions.map(({ id }) => id))
    this.#inLastList = new Set([...ids, ...unread])
    for (const id of this.#inLastList) this.#unlisted.delete(id)
    for (const id of this.#unread) changed(id)
    this.#unread.clear()
    for (const id of unread) if (!newer(id) && !ids.has(id)) this.#unread.add(id)
    for (const id of this.#unread) changed(id)
    const stays = (id: string) => ids.has(id) || newer(id) || this.#unlisted.has(id)
    for (const id of [...this.#listed.keys()])
      if (!stays(id)) {
        this.#listed.delete(id)
        changed(id)
      }
    for (const session of sessions) if (!newer(session.id)) this.#list(session)
    for (const [id, { order }] of this.#touched)
      if (order <= askedAt) {
        this.#touched.delete(id)
        changed(id)
      }
  }

  /** Of thousands in each answer few say something new: only their rows are looked at. */
  #list(sent: ServerSession): void {
    const session = this.#withMetadata(sent)
    if (sameData(session, this.#listed.get(sent.id))) return
    this.#listed.set(sent.id, session)
    this.#options.changed(sent.id)
  }

  #touch(sessionId: string): void {
    this.#touched.set(sessionId, { order: ++this.#clock, at: this.#options.now() })
  }

  /** Some servers forget metadata in lists, and after a while altogether (API note 5.11). */
  #withMetadata(session: ServerSession): ServerSession {
    if (Object.keys(session.metadata).length > 0) return session
    const before = this.#listed.get(session.id)?.metadata ?? this.#options.recordedMetadata(session.id)
    return before ? { ...session, metadata: before } : session
  }
}

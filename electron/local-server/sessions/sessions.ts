import { randomUUID } from 'node:crypto'
import { RequestError } from '../errors.ts'
import type { Person } from '../people.ts'
import { mayUse } from '../people.ts'
import type { SetAside } from '../runtimes/runtime.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { Sandboxes } from '../sandboxes/sandboxes.ts'
import { folderOf } from '../sandboxes/sandboxes.ts'
import type { SessionsStore, StoredSession } from '../store/sessions-store.ts'
import { Folders, withoutSandbox } from './folders.ts'
import { KeptSessions, keptAfterEndMs } from './kept-sessions.ts'
import { KeptSizes } from './kept-sizes.ts'
import { lifeLimits } from './life-limits.ts'
import { OneAtATime } from './one-at-a-time.ts'
import type { TieHints } from './ties.ts'
import { chooseTie } from './ties.ts'

/** What a new session is asked to be. */
export interface SessionWish {
  readonly image: string
  readonly cpuCount: number
  readonly memoryMb: number
  /** How long it is to live. */
  readonly lifeMs: number
  /** `network: "off"` decides about the network of every sandbox it is bound to. */
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * Sessions, and which sandbox has whose folder. A workspace belongs to its session: whatever takes the sandbox away ends
 * every process in it first and keeps the folder.
 */
export class Sessions {
  /** Those that have ended, and are kept for a while. */
  readonly kept: KeptSessions
  readonly keptSizes: KeptSizes
  readonly #store: SessionsStore
  readonly #sandboxes: Sandboxes
  readonly #folders: Folders
  readonly #onFault: (error: unknown) => void
  readonly #now: () => number
  /** Steps that move folders between sandboxes take tens of milliseconds: in order they cannot meet half way. */
  readonly #moves = new OneAtATime()

  /**
   * @param onFault told what goes wrong where nobody waits for an answer
   * @param now ms since 1970
   */
  constructor(
    store: SessionsStore,
    sandboxes: Sandboxes,
    onFault: (error: unknown) => void,
    now: () => number = Date.now,
  ) {
    this.#store = store
    this.#sandboxes = sandboxes
    this.#onFault = onFault
    this.#now = now
    this.#folders = new Folders(store, sandboxes, now)
    this.keptSizes = new KeptSizes((workspace) => sandboxes.runtime.workspaceBytes(workspace))
    this.kept = new KeptSessions({
      store,
      moves: this.#moves,
      now,
      change: (session, change) => this.#folders.change(session, change),
      removeForGood: async (session) => await this.#removeForGood(session),
    })
    sandboxes.onLost = (sandbox) => {
      this.#moves.run(() => this.#afterLoss(sandbox)).catch(onFault)
    }
  }

  /**
   * After a start: no sandbox is left, and no folder that belongs to none of the sessions. A list that is new knows no
   * folder, so nothing of what it finds is removed.
   *
   * @returns folders that were kept for a person, because the list that knew whose they are is gone
   */
  async recover(): Promise<SetAside | undefined> {
    this.#store.forgetSandboxes()
    const { workspaces } = this.#sandboxes.runtime
    let aside: SetAside | undefined
    if (this.#store.isNew) {
      aside = await workspaces.setAside(this.#store.workspaces())
      this.#store.noteInUse()
    }
    await this.removeExpired()
    await workspaces.keepOnly(this.#store.workspaces())
    return aside
  }

  create(person: Person, wish: SessionWish): StoredSession {
    const now = this.#now()
    const session: StoredSession = {
      id: randomUUID(),
      userId: person.userId,
      status: 'active',
      sandboxId: undefined,
      workspace: undefined,
      image: wish.image,
      cpuCount: wish.cpuCount,
      memoryMb: wish.memoryMb,
      metadata: wish.metadata,
      createdAt: now,
      updatedAt: now,
      lastActiveAt: now,
      expiresAt: now + Math.min(wish.lifeMs, lifeLimits.mostMs),
      pausedAt: undefined,
      activatedAt: now,
      openToTies: !person.isOwner,
      automaticTie: undefined,
      deletedAt: undefined,
    }
    this.#store.put(session)
    return session
  }

  list(person: Person): readonly StoredSession[] {
    return this.#store.list(person.isOwner ? undefined : person.userId, this.#now())
  }

  /** @throws RequestError 404 when it is unknown, another person's, or its time is over. */
  get(id: string, person: Person): StoredSession {
    const session = this.#known(id, person)
    if (session.expiresAt <= this.#now()) throw new RequestError(404, 'session not found')
    return session
  }

  /**
   * Takes the session's sandbox away and the session out of every list; its folder is kept for a while. Nothing happens,
   * without a word, when there is none or it is another person's.
   *
   * @param keep false for one that is not to come back: its folder goes too
   */
  remove(id: string, person: Person, { keep }: { readonly keep: boolean } = { keep: true }): Promise<void> {
    return this.#moves.run(async () => {
      const session = this.#store.get(id)
      // The same for both: an answer must not tell whether there is one of this id.
      if (session === undefined || !mayUse(person, session.userId)) return
      if (!keep) await this.#removeForGood(session)
      // What has ended already is kept from then on, whoever deletes it again.
      else if (session.deletedAt === undefined && session.expiresAt > this.#now())
        // Before its processes end: a server that is killed then finds it deleted, and nothing half.
        await this.#folders.detach(this.#folders.change(session, { deletedAt: this.#now() }))
    })
  }

  /** Ends every process of its sandbox, keeps the folder, and gives the sandbox an empty one. */
  pause(id: string, person: Person): Promise<StoredSession> {
    return this.#moves.run(async () => {
      const session = this.#living(id, person)
      if (session.status !== 'active') throw new RequestError(400, `session is not active: ${session.status}`)
      if (session.sandboxId === undefined || this.#sandboxes.get(session.sandboxId) === undefined) {
        throw new RequestError(400, 'session has no sandbox bound')
      }
      const now = this.#now()
      return this.#folders.detach(session, { status: 'paused', pausedAt: now, lastActiveAt: now })
    })
  }

  /** Its time becomes 24 h from now, unless it has more. Binds nothing. */
  resume(id: string, person: Person): Promise<StoredSession> {
    return this.#moves.run(async () => {
      const session = this.#living(id, person)
      if (session.status !== 'paused') throw new RequestError(400, `session is not paused: ${session.status}`)
      const now = this.#now()
      const expiresAt = Math.max(session.expiresAt, now + lifeLimits.defaultMs)
      return this.#folders.change(session, {
        status: 'active',
        pausedAt: undefined,
        lastActiveAt: now,
        expiresAt,
        activatedAt: now,
        openToTies: !person.isOwner,
      })
    })
  }

  touch(id: string, person: Person): void {
    const session = this.#living(id, person)
    this.#store.put({ ...session, lastActiveAt: this.#now() })
  }

  /**
   * Gives a sandbox the session's folder. The first time the session takes the folder that the sandbox has, and nothing is
   * restarted, unless sandbox and session differ about the network.
   *
   * @throws RequestError 404 for an unknown sandbox; 409 when both hold files, or the sandbox is another session's.
   */
  bind(id: string, sandboxId: string, person: Person): Promise<void> {
    return this.#moves.run(async () => {
      const session = this.#living(id, person)
      if (session.status !== 'active') throw new RequestError(400, `session is not active: ${session.status}`)
      const sandbox = this.#sandboxes.find(sandboxId, person)
      if (sandbox === undefined) throw new RequestError(404, 'sandbox not found')
      if (sandbox.sessionId === id) {
        if (session.automaticTie !== undefined) this.#folders.change(session, { automaticTie: undefined })
        return
      }
      const keepsOwn = await this.#folders.keepsOwn(session, sandbox)
      await this.#folders.takeBack(sandbox)
      const unbound = session.sandboxId === undefined ? session : await this.#folders.detach(session)
      // It may have ended meanwhile: started again here it would be one that nobody lists and nobody ends.
      if (this.#sandboxes.get(sandboxId) !== sandbox) throw new RequestError(404, 'sandbox not found')
      await this.#folders.attach(unbound, sandbox, keepsOwn)
    })
  }

  /** Ends every process of its sandbox and keeps the folder. No error when nothing is bound. */
  unbind(id: string, person: Person): Promise<void> {
    return this.#moves.run(async () => {
      await this.#folders.detach(this.#living(id, person))
    })
  }

  /**
   * Makes a sandbox. One for a client that may bind nothing is tied to the session that it seems to be for, until a request binds
   * it; without such a session, or when that fails, it stays unbound.
   *
   * @param ties undefined for a client that binds by itself
   * @throws RequestError 503 when there are too many. After any error there is no sandbox.
   */
  async acquire(userId: string, network: boolean, ties: TieHints | undefined): Promise<Sandbox> {
    const sandbox = await this.#sandboxes.acquire(userId, network)
    if (ties === undefined) return sandbox
    return this.#moves.run(async () => {
      try {
        await this.#tie(sandbox, userId, ties)
      } catch (error) {
        if (this.#sandboxes.get(sandbox.identity.id) !== sandbox) throw error
        // With an error for an answer nobody would learn its id, and nobody would ever release it.
        this.#onFault(error)
      }
      return sandbox
    })
  }

  /** Ends a sandbox. A session bound to it keeps its folder. @throws RequestError 400 when it is not acquired. */
  release(sandboxId: string, person: Person): Promise<void> {
    return this.#moves.run(async () => {
      const sandbox = this.#sandboxes.find(sandboxId, person)
      if (sandbox === undefined) throw new RequestError(400, `sandbox is not acquired: ${sandboxId}`)
      await this.#sandboxes.remove(sandbox, folderOf(sandbox))
      this.#forgetSandbox(sandbox)
    })
  }

  /** Takes the sandbox from every session that has ended, and removes those with their folders that ended long ago. */
  removeExpired(): Promise<void> {
    return this.#moves.run(async () => {
      const now = this.#now()
      // One that cannot be removed is no reason to keep the others, or not to start.
      for (const session of this.#store.endedBefore(now - keptAfterEndMs))
        await this.#removeForGood(session).catch(this.#onFault)
      for (const session of this.#store.endedWithSandbox(now)) await this.#folders.detach(session).catch(this.#onFault)
    })
  }

  /** Ends every sandbox, after the moves that are under way: in the middle of one it is not plain whose a folder is. */
  close(): Promise<void> {
    return this.#moves.run(() => this.#sandboxes.close())
  }

  async #tie(sandbox: Sandbox, userId: string, ties: TieHints): Promise<void> {
    const session = chooseTie(this.#store.openToTies(userId, this.#now()), ties)
    // It may have ended meanwhile; its client learns of it by the next request.
    if (session === undefined || this.#sandboxes.get(sandbox.identity.id) !== sandbox) return
    const keepsOwn = await this.#folders.keepsOwn(session, sandbox)
    await this.#folders.attach(session, sandbox, keepsOwn, keepsOwn ? 'own folder' : 'taken folder')
  }

  #known(id: string, person: Person): StoredSession {
    const session = this.#store.get(id)
    if (session === undefined || session.deletedAt !== undefined || !mayUse(person, session.userId))
      throw new RequestError(404, 'session not found')
    return session
  }

  #living(id: string, person: Person): StoredSession {
    const session = this.#known(id, person)
    if (session.expiresAt <= this.#now()) throw new RequestError(400, `session expired: ${id}`)
    return session
  }

  async #removeForGood(session: StoredSession): Promise<void> {
    const { workspace } = await this.#folders.detach(session)
    this.#store.remove(session.id)
    if (workspace !== undefined) await this.#sandboxes.runtime.workspaces.remove(workspace)
  }

  async #afterLoss(sandbox: Sandbox): Promise<void> {
    this.#forgetSandbox(sandbox)
    if (sandbox.sessionId === undefined) await this.#sandboxes.runtime.workspaces.remove(sandbox.workspace)
  }

  #forgetSandbox(sandbox: Sandbox): void {
    const session = this.#store.ofSandbox(sandbox.identity.id)
    if (session !== undefined) this.#folders.change(session, withoutSandbox)
  }
}

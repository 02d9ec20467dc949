import { randomUUID } from 'node:crypto'
import { conflict, RequestError } from '../errors.ts'
import type { Person } from '../people.ts'
import { mayUse } from '../people.ts'
import type { SetAside } from '../runtimes/runtime.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { Sandboxes } from '../sandboxes/sandboxes.ts'
import { folderOf } from '../sandboxes/sandboxes.ts'
import type { SessionsStore, StoredSession } from '../store/sessions-store.ts'
import { OneAtATime } from './one-at-a-time.ts'

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

const hourMs = 3_600_000
/** The API's own: 24 h unless asked otherwise, never more than a week. */
export const lifeLimits = { defaultMs: 24 * hourMs, mostMs: 168 * hourMs } as const

/** Files stay this long after their session's end: coming back a day too late is no reason to lose them. */
const keptAfterEndMs = 30 * 24 * hourMs

/**
 * Sessions, and which sandbox has whose folder. A workspace belongs to its session: whatever takes the sandbox away ends
 * every process in it first and keeps the folder.
 */
export class Sessions {
  readonly #store: SessionsStore
  readonly #sandboxes: Sandboxes
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
    this.#now = now
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
    }
    this.#store.put(session)
    return session
  }

  list(person: Person): readonly StoredSession[] {
    const now = this.#now()
    return this.#store.list(person.isOwner ? undefined : person.userId).filter((session) => session.expiresAt > now)
  }

  /** @throws RequestError 404 when it is unknown, another person's, or its time is over. */
  get(id: string, person: Person): StoredSession {
    const session = this.#known(id, person)
    if (session.expiresAt <= this.#now()) throw new RequestError(404, 'session not found')
    return session
  }

  /** Removes the session and its folder. No error when there is none; 404 when it is another person's. */
  remove(id: string, person: Person): Promise<void> {
    return this.#moves.run(async () => {
      const session = this.#store.get(id)
      if (session === undefined) return
      this.#known(id, person)
      await this.#remove(session)
    })
  }

  /** Ends every process of its sandbox, keeps the folder, and gives the sandbox an empty one. */
  pause(id: string, person: Person): Promise<StoredSession> {
    return this.#moves.run(async () => {
      const session = this.#living(id, person)
      if (session.status !== 'active') throw new RequestError(400, `session is not active: ${session.status}`)
      const sandbox = session.sandboxId === undefined ? undefined : this.#sandboxes.get(session.sandboxId)
      if (sandbox === undefined) throw new RequestError(400, 'session has no sandbox bound')
      await sandbox.stop()
      const now = this.#now()
      const paused = this.#change(session, { status: 'paused', sandboxId: undefined, pausedAt: now, lastActiveAt: now })
      await this.#startEmpty(sandbox)
      return paused
    })
  }

  /** Its time becomes 24 h from now, unless it has more. Binds nothing. */
  resume(id: string, person: Person): Promise<StoredSession> {
    return this.#moves.run(async () => {
      const session = this.#living(id, person)
      if (session.status !== 'paused') throw new RequestError(400, `session is not paused: ${session.status}`)
      const now = this.#now()
      const expiresAt = Math.max(session.expiresAt, now + lifeLimits.defaultMs)
      return this.#change(session, { status: 'active', pausedAt: undefined, lastActiveAt: now, expiresAt })
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
      if (sandbox.sessionId === id) return
      if (sandbox.sessionId !== undefined) throw conflict('the sandbox is bound to another session')
      const keepsOwn = await this.#keepsOwnFolder(session, sandbox)
      const unbound = session.sandboxId === undefined ? session : await this.#detach(session)
      // It may have ended meanwhile: started again here it would be one that nobody lists and nobody ends.
      if (this.#sandboxes.get(sandboxId) !== sandbox) throw new RequestError(404, 'sandbox not found')
      await this.#attach(unbound, sandbox, keepsOwn)
    })
  }

  /** Ends every process of its sandbox and keeps the folder. No error when nothing is bound. */
  unbind(id: string, person: Person): Promise<void> {
    return this.#moves.run(async () => {
      await this.#detach(this.#living(id, person))
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

  /** Takes the sandbox from every session whose time is over, and removes those with their folders that ended long ago. */
  removeExpired(): Promise<void> {
    return this.#moves.run(async () => {
      const now = this.#now()
      for (const session of this.#store.expired(now)) {
        if (session.expiresAt + keptAfterEndMs <= now) await this.#remove(session)
        else await this.#detach(session)
      }
    })
  }

  /** Ends every sandbox, after the moves that are under way: in the middle of one it is not plain whose a folder is. */
  close(): Promise<void> {
    return this.#moves.run(() => this.#sandboxes.close())
  }

  #known(id: string, person: Person): StoredSession {
    const session = this.#store.get(id)
    if (session === undefined || !mayUse(person, session.userId)) throw new RequestError(404, 'session not found')
    return session
  }

  #living(id: string, person: Person): StoredSession {
    const session = this.#known(id, person)
    if (session.expiresAt <= this.#now()) throw new RequestError(400, `session expired: ${id}`)
    return session
  }

  #change(session: StoredSession, change: Partial<StoredSession>): StoredSession {
    const changed = { ...session, ...change, updatedAt: this.#now() }
    this.#store.put(changed)
    return changed
  }

  /** Whether the session's own folder is to be used; else the sandbox's present one becomes it. Changes nothing. */
  async #keepsOwnFolder(session: StoredSession, sandbox: Sandbox): Promise<boolean> {
    const { workspaces } = this.#sandboxes.runtime
    if (session.workspace === undefined || (await workspaces.isEmpty(session.workspace))) return false
    if (!(await workspaces.isEmpty(sandbox.workspace))) {
      throw conflict('both the session and the sandbox hold files in /workspace: empty the one of the sandbox')
    }
    return true
  }

  async #attach(session: StoredSession, sandbox: Sandbox, keepsOwn: boolean): Promise<void> {
    const { workspaces } = this.#sandboxes.runtime
    const network = session.metadata.network === 'off' ? false : sandbox.network
    const spare = keepsOwn ? sandbox.workspace : session.workspace
    const workspace = keepsOwn && session.workspace !== undefined ? session.workspace : sandbox.workspace
    // Before the restart: should the server be killed in it, the folder is the session's all the same.
    const bound = this.#change(session, { sandboxId: sandbox.identity.id, workspace, lastActiveAt: this.#now() })
    sandbox.sessionId = session.id
    sandbox.change({ userId: session.userId })
    if (keepsOwn || network !== sandbox.network) {
      try {
        await sandbox.restart({ workspace, network })
      } catch (error) {
        this.#change(bound, { sandboxId: undefined })
        await this.#sandboxes.remove(sandbox, 'keep folder')
        throw error
      }
    }
    if (spare !== undefined) await workspaces.remove(spare)
  }

  async #detach(session: StoredSession): Promise<StoredSession> {
    const sandbox = session.sandboxId === undefined ? undefined : this.#sandboxes.get(session.sandboxId)
    if (sandbox === undefined) return session
    await sandbox.stop()
    const unbound = this.#change(session, { sandboxId: undefined })
    await this.#startEmpty(sandbox)
    return unbound
  }

  /** Starts a stopped sandbox again with a new folder of its own. One that does not start is as good as released. */
  async #startEmpty(sandbox: Sandbox): Promise<void> {
    try {
      const workspace = await this.#sandboxes.runtime.workspaces.create()
      // Both at once: at no time may the session's folder look like one that belongs to nobody.
      sandbox.change({ workspace, network: sandbox.acquiredNetwork })
      sandbox.sessionId = undefined
      await sandbox.start()
    } catch {
      // Its folder may still be the session's. An empty one that is left is removed at the next start.
      await this.#sandboxes.remove(sandbox, 'keep folder')
    }
  }

  async #remove(session: StoredSession): Promise<void> {
    const { workspace } = await this.#detach(session)
    this.#store.remove(session.id)
    if (workspace !== undefined) await this.#sandboxes.runtime.workspaces.remove(workspace)
  }

  async #afterLoss(sandbox: Sandbox): Promise<void> {
    this.#forgetSandbox(sandbox)
    if (sandbox.sessionId === undefined) await this.#sandboxes.runtime.workspaces.remove(sandbox.workspace)
  }

  #forgetSandbox(sandbox: Sandbox): void {
    const session = this.#store.ofSandbox(sandbox.identity.id)
    if (session !== undefined) this.#change(session, { sandboxId: undefined })
  }
}

import { conflict } from '../errors.ts'
import type { SandboxLimits } from '../runtimes/limits/limits.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { Sandboxes } from '../sandboxes/sandboxes.ts'
import type { AutomaticTie, SessionsStore, StoredSession } from '../store/sessions-store.ts'

/** What a session's sandbox may use: the figures it was created with. */
function limitsOf({ cpuCount, memoryMb }: StoredSession, others: SandboxLimits): SandboxLimits {
  return { ...others, cpus: cpuCount, memoryBytes: memoryMb * 1024 * 1024 }
}

/** What a session without a sandbox has in place of one. */
export const withoutSandbox = { sandboxId: undefined, automaticTie: undefined } as const

/**
 * Moves folders between sessions and sandboxes. Only one move may be under way at a time, and a killed server must find in its
 * store whose a folder is: so the store is written before what could be cut short.
 */
export class Folders {
  readonly #store: SessionsStore
  readonly #sandboxes: Sandboxes
  readonly #now: () => number

  constructor(store: SessionsStore, sandboxes: Sandboxes, now: () => number) {
    this.#store = store
    this.#sandboxes = sandboxes
    this.#now = now
  }

  /** Keeps a session with a change. */
  change(session: StoredSession, change: Partial<StoredSession>): StoredSession {
    const changed = { ...session, ...change, updatedAt: this.#now() }
    this.#store.put(changed)
    return changed
  }

  /**
   * Whether the session's own folder is to be used; else the sandbox's present one becomes it. Changes nothing.
   *
   * @throws RequestError 409 when both hold files.
   */
  async keepsOwn(session: StoredSession, sandbox: Sandbox): Promise<boolean> {
    const { workspaces } = this.#sandboxes.runtime
    if (session.workspace === undefined || (await workspaces.isEmpty(session.workspace))) return false
    // What is in the sandbox then is another session's, which keeps it.
    if (this.#tiedTo(sandbox)?.automaticTie === 'own folder') return true
    if (!(await workspaces.isEmpty(sandbox.workspace))) {
      throw conflict('both the session and the sandbox hold files in /workspace: empty the one of the sandbox')
    }
    return true
  }

  /** Gives an unbound sandbox to a session that has none. */
  async attach(
    session: StoredSession,
    sandbox: Sandbox,
    keepsOwn: boolean,
    automaticTie?: AutomaticTie,
  ): Promise<StoredSession> {
    const { workspaces } = this.#sandboxes.runtime
    const network = session.metadata.network === 'off' ? false : sandbox.acquiredNetwork
    const spare = keepsOwn ? sandbox.workspace : session.workspace
    const workspace = keepsOwn && session.workspace !== undefined ? session.workspace : sandbox.workspace
    // Before the restart: should the server be killed in it, the folder is the session's all the same.
    const bound = this.change(session, {
      sandboxId: sandbox.identity.id,
      automaticTie,
      workspace,
      lastActiveAt: this.#now(),
    })
    sandbox.sessionId = session.id
    sandbox.change({ userId: session.userId })
    try {
      const limits = limitsOf(session, this.#sandboxes.runtime.defaultLimits)
      if (keepsOwn || network !== sandbox.network) await sandbox.restart({ workspace, network, limits })
      else await sandbox.setLimits(limits)
    } catch (error) {
      try {
        this.change(bound, withoutSandbox)
      } finally {
        // Whatever the store says: one that is half made is nobody's to use.
        await this.#sandboxes.remove(sandbox, 'keep folder')
      }
      throw error
    }
    if (spare !== undefined) await workspaces.remove(spare)
    return bound
  }

  /** Ends every process of a session's sandbox, keeps the folder, and gives the sandbox an empty one. */
  async detach(session: StoredSession, change: Partial<StoredSession> = {}): Promise<StoredSession> {
    const sandbox = this.#sandboxOf(session)
    if (sandbox === undefined) {
      // A full disk may have kept the store from learning of the sandbox's end.
      return session.sandboxId === undefined ? session : this.change(session, { ...withoutSandbox, ...change })
    }
    await sandbox.stop()
    const unbound = this.change(session, { ...withoutSandbox, ...change })
    await this.#startEmpty(sandbox)
    return unbound
  }

  /**
   * Undoes a tie that was the server's guess, for a session that is bound by a request. A folder that the first session took from
   * the sandbox stays in it, where its programs go on; a folder of its own stays with the session.
   *
   * @throws RequestError 409 when the tie is none of the server's.
   */
  async takeBack(sandbox: Sandbox): Promise<void> {
    const session = this.#tiedTo(sandbox)
    if (session === undefined) return
    if (session.automaticTie === undefined) throw conflict('the sandbox is bound to another session')
    if (session.automaticTie === 'own folder') {
      await this.detach(session)
      return
    }
    sandbox.sessionId = undefined
    this.change(session, { ...withoutSandbox, workspace: undefined })
  }

  #sandboxOf({ sandboxId }: StoredSession): Sandbox | undefined {
    return sandboxId === undefined ? undefined : this.#sandboxes.get(sandboxId)
  }

  #tiedTo({ sessionId }: Sandbox): StoredSession | undefined {
    return sessionId === undefined ? undefined : this.#store.get(sessionId)
  }

  /** Starts a stopped sandbox again with a new folder of its own. One that does not start is as good as released. */
  async #startEmpty(sandbox: Sandbox): Promise<void> {
    try {
      const workspace = await this.#sandboxes.runtime.workspaces.create()
      // Both at once: at no time may the session's folder look like one that belongs to nobody.
      sandbox.change({ workspace, network: sandbox.acquiredNetwork, limits: this.#sandboxes.runtime.defaultLimits })
      sandbox.sessionId = undefined
      await sandbox.start()
    } catch {
      // Its folder may still be the session's. An empty one that is left is removed at the next start.
      await this.#sandboxes.remove(sandbox, 'keep folder')
    }
  }
}

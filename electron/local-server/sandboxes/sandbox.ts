import type { SandboxLimits } from '../runtimes/limits/limits.ts'
import type { Runtime, WorkspaceId } from '../runtimes/runtime.ts'
import { SupervisorClient } from '../supervisor/client.ts'
import { KillCauses } from './kill-causes.ts'

/** What stays the same over all restarts of a sandbox. */
export interface SandboxIdentity {
  /** Eight hexadecimal digits. */
  readonly id: string
  /** Sixty-four of them, the first eight the same. */
  readonly containerId: string
}

/** What may change in the life of a sandbox. */
export interface SandboxChange {
  readonly workspace?: WorkspaceId
  readonly network?: boolean
  readonly userId?: string
  readonly limits?: SandboxLimits
}

/** One sandbox: a running supervisor, the folder it has as `/workspace`, and the session that folder belongs to. */
export class Sandbox {
  readonly identity: SandboxIdentity
  readonly causes: KillCauses
  readonly #runtime: Runtime
  #supervisor: SupervisorClient | undefined
  #workspace: WorkspaceId
  #network: boolean
  #userId: string
  #limits: SandboxLimits
  /** As asked when it was made; what it goes back to when a session that wants none is detached. */
  readonly acquiredNetwork: boolean
  /** The session this sandbox is bound to. */
  sessionId: string | undefined
  /** Called when it ends without having been asked to: killed from outside, or out of memory. */
  onLost: () => void = () => undefined

  constructor(runtime: Runtime, identity: SandboxIdentity, made: Required<Omit<SandboxChange, 'limits'>>) {
    this.#runtime = runtime
    this.#limits = runtime.defaultLimits
    this.identity = identity
    this.causes = new KillCauses(runtime, identity.id)
    this.#workspace = made.workspace
    this.#network = made.network
    this.#userId = made.userId
    this.acquiredNetwork = made.network
  }

  /** Who may use it: who acquired it, and from a bind on the person of the session. */
  get userId(): string {
    return this.#userId
  }

  get workspace(): WorkspaceId {
    return this.#workspace
  }

  get network(): boolean {
    return this.#network
  }

  /** Undefined while it is restarted, and after its end. */
  get supervisor(): SupervisorClient | undefined {
    return this.#supervisor
  }

  async start(): Promise<void> {
    const { id } = this.identity
    await this.#runtime.create({ id, workspace: this.#workspace, network: this.#network, limits: this.#limits })
    const supervisor = new SupervisorClient(this.#runtime.connect(id))
    try {
      await supervisor.ready
    } catch (error) {
      // Nobody will have it, and its processes would go on until the server ends.
      await this.#runtime.destroy(id)
      throw error
    }
    this.#supervisor = supervisor
    void supervisor.closed.then(() => {
      if (this.#supervisor !== supervisor) return
      this.#supervisor = undefined
      this.onLost()
    })
  }

  /** Ends every process in it before it is fulfilled. The folder stays. */
  async stop(): Promise<void> {
    this.#supervisor = undefined
    await this.#runtime.destroy(this.identity.id)
  }

  /** Other limits from now on, after restarts too. */
  async setLimits(limits: SandboxLimits): Promise<void> {
    this.#limits = limits
    await this.#runtime.setLimits(this.identity.id, limits)
  }

  /** Stops it and starts it under the same id with another folder or another decision about the network. */
  async restart(change: SandboxChange): Promise<void> {
    await this.stop()
    this.change(change)
    await this.start()
  }

  /** What the next start is made with. */
  change({ workspace, network, userId, limits }: SandboxChange): void {
    this.#workspace = workspace ?? this.#workspace
    this.#network = network ?? this.#network
    this.#userId = userId ?? this.#userId
    this.#limits = limits ?? this.#limits
  }
}

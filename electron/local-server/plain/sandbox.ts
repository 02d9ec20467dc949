import { randomBytes } from 'node:crypto'
import type { SandboxLimits } from '../runtimes/limits/limits.ts'
import type { Runtime, WorkspaceId } from '../runtimes/runtime.ts'
import { SupervisorClient } from '../supervisor/client.ts'
import { Programs } from './programs.ts'

/** One sandbox of the pool. It may be dead, and nobody notices (trap 5.6). */
export class PlainSandbox {
  readonly containerId = randomBytes(32).toString('hex')
  readonly id = this.containerId.slice(0, 8)
  /** When the last execute or file call began (trap 5.4). */
  lastUse = Date.now()
  readonly #runtime: Runtime
  readonly #limits: SandboxLimits
  readonly #heldMs: number
  #workspace: WorkspaceId | undefined
  #programs: Programs | undefined

  constructor(runtime: Runtime, limits: SandboxLimits, heldMs: number) {
    this.#runtime = runtime
    this.#limits = limits
    this.#heldMs = heldMs
  }

  /** Undefined when it is dead. */
  get programs(): Programs | undefined {
    return this.#programs
  }

  async start(): Promise<void> {
    this.#workspace = await this.#runtime.workspaces.create()
    await this.#runtime.create({ id: this.id, workspace: this.#workspace, network: true, limits: this.#limits })
    const supervisor = new SupervisorClient(this.#runtime.connect(this.id))
    await supervisor.ready
    this.#programs = new Programs(supervisor, this.#heldMs)
    void supervisor.closed.then(() => {
      this.#programs = undefined
    })
  }

  /** It dies, and stays where it is. */
  async die(): Promise<void> {
    this.#programs = undefined
    await this.#runtime.destroy(this.id)
  }

  async remove(): Promise<void> {
    await this.die()
    if (this.#workspace !== undefined) await this.#runtime.workspaces.remove(this.#workspace)
  }
}

import { join } from 'node:path'
import type { Duplex, Readable } from 'node:stream'
import type { LimitsKind } from '../../../../shared/domain/local-probe.ts'
import { SandboxFolders } from '../folders/sandbox-folders.ts'
import { FolderWorkspaces } from '../folders/workspaces.ts'
import { FreshReads } from '../fresh-reads.ts'
import type { Limiter, Placement } from '../limits/limiter.ts'
import type { SandboxLimits } from '../limits/limits.ts'
import type { LoopbackConnection, Runtime, RuntimeEvent, SandboxSpec, SandboxStats, WorkspaceId } from '../runtime.ts'
import { DiskGlance } from './disk-glance.ts'
import { diskUsage } from './disk-usage.ts'
import type { Isolation, SandboxFiles } from './isolation.ts'
import { readProcesses } from './process-table.ts'
import type { Running } from './running.ts'
import { startRunning } from './running.ts'
import { exportTar, importTar } from './tar.ts'
import { WatchedSandbox } from './watched-sandbox.ts'

/** How often sandboxes are looked at, and how often the disk is, for those who fill it fast. */
const watchMs = 10_000
const glanceMs = 2_000

interface Hosted {
  readonly running: Running
  readonly watched: WatchedSandbox
  /** Fulfilled when its folders and its place are gone too. */
  readonly gone: Promise<void>
}

/** A runtime whose sandboxes are processes of this computer, and whose files lie on its disk. */
export class HostRuntime implements Runtime {
  readonly workspaces: FolderWorkspaces
  readonly defaultLimits: SandboxLimits
  onEvent: (event: RuntimeEvent) => void = () => undefined
  readonly #isolation: Isolation
  readonly #limiter: Limiter
  readonly #folders: SandboxFolders
  readonly #all = new Map<string, Hosted>()
  readonly #glance: DiskGlance
  readonly #processes = new FreshReads(readProcesses)
  readonly #timers: readonly NodeJS.Timeout[]

  private constructor(
    isolation: Isolation,
    limiter: Limiter,
    folder: string,
    limits: SandboxLimits,
    onFault: (error: unknown) => void,
  ) {
    this.#isolation = isolation
    this.#limiter = limiter
    this.defaultLimits = limits
    this.workspaces = new FolderWorkspaces(join(folder, 'workspaces'), isolation.identity, onFault)
    this.#folders = new SandboxFolders(join(folder, 'sandboxes'), isolation.identity, onFault)
    this.#glance = DiskGlance.of(folder)
    this.#timers = [
      setInterval(() => void this.watchNow(), watchMs).unref(),
      setInterval(() => void this.#glanceAtDisk(), glanceMs).unref(),
    ]
  }

  /**
   * @param folder holds the workspaces and what belongs to single sandboxes
   * @param limits of a sandbox for which no others are asked
   * @param onFault told of what goes wrong where nobody waits for an answer
   */
  static async open(
    isolation: Isolation,
    limiter: Limiter,
    folder: string,
    limits: SandboxLimits,
    onFault: (error: unknown) => void,
  ): Promise<HostRuntime> {
    const runtime = new HostRuntime(isolation, limiter, folder, limits, onFault)
    await runtime.workspaces.prepare()
    await runtime.#folders.prepare()
    return runtime
  }

  get kind(): Runtime['kind'] {
    return this.#isolation.kind
  }

  get limitsKind(): LimitsKind {
    return this.#limiter.kind
  }

  get environment(): Readonly<Record<string, string>> {
    return this.#isolation.environment
  }

  async create(spec: SandboxSpec): Promise<void> {
    const { id, limits } = spec
    if (this.#all.has(id)) throw new Error(`The sandbox ${id} runs already`)
    const files = { ...(await this.#folders.make(id)), workspace: this.workspaces.pathOf(spec.workspace) }
    const undo: (() => Promise<void>)[] = [() => this.#folders.remove(id)]
    try {
      const placement = await this.#limiter.place(id, limits, files.settings)
      undo.push(() => placement.remove())
      const running = await this.#start(spec, files, placement)
      const gone = running.ended.then(async () => {
        try {
          await placement.remove()
          await this.#folders.remove(id)
        } finally {
          this.#all.delete(id)
        }
      })
      // Whoever waits for the end learns what went wrong; without one it is tried again at the next start.
      gone.catch(() => undefined)
      const readAll = (command: readonly string[]) => this.#isolation.readAll(command)
      const processes = () => this.#processes.get()
      const made = { id, running, placement, files, limits, readAll, processes }
      const watched = new WatchedSandbox(made, (event) => this.onEvent(event))
      this.#all.set(id, { running, watched, gone })
    } catch (error) {
      for (const step of undo.reverse()) await step()
      throw error
    }
  }

  async #start(spec: SandboxSpec, files: SandboxFiles, placement: Placement): Promise<Running> {
    const command = this.#isolation.start(spec, files, placement.joinCount)
    const [program = command.program, ...args] = [...placement.prefix, command.program, ...command.args]
    const whole = { ...command, program, args }
    const running = await startRunning(whole, placement.joins, this.#isolation).catch(async (error: unknown) => {
      await placement.started(undefined)
      throw error
    })
    try {
      await placement.started(running.pid)
    } catch (error) {
      await running.end()
      throw error
    }
    return running
  }

  connect(id: string): Duplex {
    const sandbox = this.#all.get(id)
    if (sandbox === undefined) throw new Error(`The sandbox ${id} does not run`)
    return sandbox.running.control
  }

  async destroy(id: string): Promise<void> {
    const sandbox = this.#all.get(id)
    if (sandbox === undefined) return
    await sandbox.running.end()
    await sandbox.gone
  }

  async setLimits(id: string, limits: SandboxLimits): Promise<void> {
    await this.#all.get(id)?.watched.setLimits(limits)
  }

  async stats(id: string): Promise<SandboxStats | undefined> {
    return this.#all.get(id)?.watched.stats()
  }

  /** Looks at all sandboxes at once, as is done every ten seconds. */
  async watchNow(): Promise<void> {
    // A disk that says nothing is no reason to look at no sandbox.
    await this.#glance.looked().catch(() => undefined)
    if (this.#all.size === 0) return
    const processes = await this.#processes.get()
    // Side by side they would be no faster: it is one disk.
    for (const { watched } of this.#all.values()) await watched.look(processes).catch(() => undefined)
  }

  async #glanceAtDisk(): Promise<void> {
    if (this.#all.size === 0) return
    if (await this.#glance.isAlarming().catch(() => false)) await this.watchNow()
  }

  workspaceBytes(workspace: WorkspaceId): Promise<number> {
    return diskUsage([this.workspaces.pathOf(workspace)], this.#isolation.readAll)
  }

  exportWorkspace(workspace: WorkspaceId): Readable {
    return exportTar((command) => this.#isolation.inWorkspace(this.workspaces.pathOf(workspace), command))
  }

  importWorkspace(workspace: WorkspaceId, tar: Readable): Promise<void> {
    return importTar((command) => this.#isolation.inWorkspace(this.workspaces.pathOf(workspace), command), tar)
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await Promise.all([...this.#all.keys()].map((id) => this.destroy(id)))
    await this.#limiter.close()
    await Promise.all([this.#folders.settled(), this.workspaces.settled()])
  }

  mayBeInside(connection: LoopbackConnection): Promise<boolean> {
    return this.#isolation.mayBeInside(connection)
  }
}

import type { LimitsKind } from '../../../../shared/domain/local-probe.ts'
import type { ProcessEntry } from '../host/process-table.ts'
import type { SandboxLimits } from './limits.ts'

/** What a sandbox uses, without its disk. */
export interface Usage {
  readonly memoryBytes: number
  readonly processes: number
  readonly cpuMs: number
  readonly outOfMemoryKills: number
}

/** Where one sandbox is held, from before its first process until after its last. */
export interface Placement {
  /** Goes before the command that starts the sandbox, and puts it into its place before anything of it runs. */
  readonly prefix: readonly string[]
  /**
   * Open files that the supervisor inherits: each program of the sandbox writes `0` into all of them before it begins, and
   * is then where the limits are. The placement closes them in `started`.
   */
  readonly joins: readonly number[]
  /** How many the supervisor finds open: more than `joins` when the prefix opens some itself. */
  readonly joinCount: number
  /**
   * The sandbox has started, and nothing but its supervisor runs, or it failed to.
   *
   * @param pid the process that the prefix became; undefined when it failed.
   * @throws Error when it is not held, and so must be ended.
   */
  started(pid: number | undefined): Promise<void>
  setLimits(limits: SandboxLimits): Promise<void>
  /** @param family all processes of the sandbox. */
  usage(family: readonly ProcessEntry[]): Promise<Usage>
  /** After the sandbox's end. Never rejected: what is left is removed at the server's next start. */
  remove(): Promise<void>
}

/** One way to make limits hold. */
export interface Limiter {
  readonly kind: LimitsKind
  /**
   * @param settings a folder that the supervisor reads: `program.json` in it holds what each program sets for itself.
   * @throws Error in the system's words when the place cannot be made.
   */
  place(id: string, limits: SandboxLimits, settings: string): Promise<Placement>
  /** Takes back what it made on this computer. */
  close(): Promise<void>
}

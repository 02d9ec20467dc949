import type { ChildProcess } from 'node:child_process'
import type { HostIdentity } from '../bubblewrap/identity.ts'
import type { SandboxPlaces } from '../folders/sandbox-folders.ts'
import type { LoopbackConnection, Runtime, SandboxSpec } from '../runtime.ts'

/** The numbers of the descriptors that a sandbox is started with, by their place in `stdio`. */
export const descriptors = { control: 3, info: 4, joins: 5 } as const

/** The descriptors that the supervisor is told of: its own first, then the ways into programs' limits. */
export function supervisorDescriptors(joinCount: number): readonly string[] {
  return [descriptors.control, ...Array.from({ length: joinCount }, (_, place) => descriptors.joins + place)].map(
    String,
  )
}

/** A program to start, and everything of it that is not inherited. */
export interface Command {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** Where the files of one sandbox lie on this computer. */
export interface SandboxFiles extends SandboxPlaces {
  readonly workspace: string
}

/** How sandboxes are separated from this computer, for a runtime whose files lie on its disk. */
export interface Isolation {
  readonly kind: Runtime['kind']
  /** Who sandboxes run as, when that is not the server's own user. */
  readonly identity: HostIdentity | undefined
  /** Whether the kernel ends everything in a sandbox with its first process. Else that one does so when its descriptor ends. */
  readonly endsWithFirstProcess: boolean
  readonly environment: Readonly<Record<string, string>>
  /** Starts the supervisor with `control`, and with so many descriptors from `joins` on as programs' way into their limits. */
  start(spec: SandboxSpec, files: SandboxFiles, joinCount: number): Command
  /** Runs a program with nothing but a workspace, which is its present folder. */
  inWorkspace(workspace: string, command: readonly string[]): Command
  /** Runs a program of the computer's that only reads, and whatever rights programs have left to their own files. */
  readAll(command: readonly string[]): Command
  /**
   * The supervisor's process. Undefined when it did not start.
   *
   * @param info what came on the descriptor `info`.
   */
  firstProcess(child: ChildProcess, info: string): number | undefined
  mayBeInside(connection: LoopbackConnection): Promise<boolean>
}

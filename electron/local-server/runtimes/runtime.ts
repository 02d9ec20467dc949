import type { Duplex, Readable } from 'node:stream'
import type { LimitsKind } from '../../../shared/domain/local-probe.ts'
import type { SandboxLimits } from './limits/limits.ts'

/** A folder of files that outlives the sandboxes it is used in. Opaque: only the runtime knows where it lies. */
export type WorkspaceId = string

/** What a sandbox is made of. */
export interface SandboxSpec {
  /** Short hexadecimal id; the sandbox's host name. */
  readonly id: string
  readonly workspace: WorkspaceId
  /** Decided when it is made, for its whole life. */
  readonly network: boolean
  readonly limits: SandboxLimits
}

/** What a sandbox uses at the moment. */
export interface SandboxStats {
  /** Without what the kernel only caches for it. */
  readonly memoryBytes: number
  /** Processes and threads, the supervisor's own among them. */
  readonly processes: number
  /** Processor time since it was started. */
  readonly cpuMs: number
  /** As last measured, which is at most some ten seconds ago. */
  readonly diskBytes: number
  /** Programs that the kernel ended because the sandbox's memory was full. Always 0 where limits are per process. */
  readonly outOfMemoryKills: number
}

/** What a runtime does or sees by itself. */
export type RuntimeEvent =
  /** The kernel ended programs because the sandbox's memory was full. */
  | { readonly kind: 'out-of-memory'; readonly id: string; readonly kills: number }
  /** It held more on disk than it may: the programs that were writing were ended. */
  | { readonly kind: 'disk-full'; readonly id: string; readonly ended: number; readonly sentence: string }

/** A connection over the loopback, as the server that accepted it sees it. */
export interface LoopbackConnection {
  readonly remoteAddress: string
  readonly remotePort: number
  readonly localPort: number
}

/**
 * What isolates. It knows folders by id and sandboxes by id; nothing above it sees a path of this computer, so that
 * another one (container engines) can take its place.
 */
export interface Runtime {
  /** What isolates. `unisolated` does not: it is for who asks for it by name. */
  readonly kind: 'bubblewrap' | 'unisolated'
  /** What makes the limits hold. */
  readonly limitsKind: LimitsKind
  /** Of a sandbox for which nobody asks others. */
  readonly defaultLimits: SandboxLimits
  /** Starts a sandbox. @throws Error with the words of what isolates, when it does not start. */
  create(spec: SandboxSpec): Promise<void>
  /** The bytes to the supervisor of a sandbox that was created; they end when the sandbox ends. Once per sandbox. */
  connect(id: string): Duplex
  /** Ends every process of a sandbox before it is fulfilled. No error when there is none. */
  destroy(id: string): Promise<void>
  /**
   * Other limits from now on, for what runs already too as far as `limitsKind` can do that. Memory that is in use above a
   * new limit is taken back as it becomes free. No error when there is no such sandbox.
   */
  setLimits(id: string, limits: SandboxLimits): Promise<void>
  /** Undefined when there is no such sandbox. */
  stats(id: string): Promise<SandboxStats | undefined>
  /** Told of what happens without a request. At first nobody is. */
  onEvent: (event: RuntimeEvent) => void
  /** What a workspace holds on disk. */
  workspaceBytes(workspace: WorkspaceId): Promise<number>
  /** The files of a workspace as a tar stream. It breaks with an error whose message says why. */
  exportWorkspace(workspace: WorkspaceId): Readable
  /**
   * Adds the files of a tar stream to a workspace; what is there under the same name is replaced. Owners are not taken over.
   *
   * @throws Error in the words of tar. What came before stays.
   */
  importWorkspace(workspace: WorkspaceId, tar: Readable): Promise<void>
  /** Ends every sandbox and takes back what the runtime made on this computer. Workspaces stay. */
  close(): Promise<void>
  /**
   * Whether a connection that came in over the loopback may be from inside a sandbox: one with a network may share it.
   * When in doubt it may.
   */
  mayBeInside(connection: LoopbackConnection): Promise<boolean>
  readonly workspaces: WorkspaceStore
  /** The environment of every program, unless its start adds to it. */
  readonly environment: Readonly<Record<string, string>>
}

/** Folders that belong to no known session and were kept for a person to look at. */
export interface SetAside {
  readonly count: number
  /** Where they are, in words for a person. */
  readonly place: string
}

/** The folders of a runtime. None of these is called while a sandbox changes the same folder, but for `isEmpty`. */
export interface WorkspaceStore {
  /** A new, empty folder. */
  create(): Promise<WorkspaceId>
  isEmpty(id: WorkspaceId): Promise<boolean>
  /** Gone at once, whatever rights the files have; a large one is emptied afterwards. No error when it is not there. */
  remove(id: WorkspaceId): Promise<void>
  /**
   * Removes every folder that is not named, what a killed server left behind, as `remove` does. No error when one cannot be
   * removed.
   */
  keepOnly(ids: ReadonlySet<WorkspaceId>): Promise<void>
  /** Puts every folder with files that is not named where nothing removes it, for a server that has lost its list. */
  setAside(ids: ReadonlySet<WorkspaceId>): Promise<SetAside | undefined>
}

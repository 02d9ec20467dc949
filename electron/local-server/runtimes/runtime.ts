import type { Duplex } from 'node:stream'

/** A folder of files that outlives the sandboxes it is used in. Opaque: only the runtime knows where it lies. */
export type WorkspaceId = string

/** What a sandbox is made of. */
export interface SandboxSpec {
  /** Short hexadecimal id; the sandbox's host name. */
  readonly id: string
  readonly workspace: WorkspaceId
  /** Decided when it is made, for its whole life. */
  readonly network: boolean
}

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
  /** Starts a sandbox. @throws Error with the words of what isolates, when it does not start. */
  create(spec: SandboxSpec): Promise<void>
  /** The bytes to the supervisor of a sandbox that was created; they end when the sandbox ends. Once per sandbox. */
  connect(id: string): Duplex
  /** Ends every process of a sandbox before it is fulfilled. No error when there is none. */
  destroy(id: string): Promise<void>
  /**
   * Whether a connection that came in over the loopback may be from inside a sandbox: one with a network may share it.
   * When in doubt it may.
   */
  mayBeInside(connection: LoopbackConnection): boolean
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
  /** Gone for good, whatever rights the files have. No error when it is not there. */
  remove(id: WorkspaceId): Promise<void>
  /** Removes every folder that is not named: what a killed server left behind. */
  keepOnly(ids: ReadonlySet<WorkspaceId>): Promise<void>
  /** Puts every folder with files that is not named where nothing removes it, for a server that has lost its list. */
  setAside(ids: ReadonlySet<WorkspaceId>): Promise<SetAside | undefined>
}

import type { OtherServer } from '../../shared/domain/connection.ts'
import type { LocalProbeFailed } from '../../shared/domain/local-probe.ts'
import type { Port } from '../../shared/wire/port.ts'

/** The process that keeps what is kept on this computer. */
export interface VaultChild {
  /** The wire to it; messages may be sent at once. */
  readonly port: Port
  /** Resolves when the process has ended, however it ended. */
  readonly exited: Promise<void>
  /** Ends it cleanly; resolves when it has ended. */
  stop(): Promise<void>
}

/** The server for sandboxes on this computer. It is nobody's child: it outlives the application and ends itself. */
export interface LocalServerChild {
  readonly status: 'ready'
  /** The Unix socket or named pipe of its HTTP API. */
  readonly socketPath: string
  readonly pid: number | undefined
  /** Set when it is not the one that was wanted, because that one is in use. */
  readonly other?: OtherServer
  /** Resolves when it no longer runs. */
  readonly gone: Promise<void>
  /** Stops using it; it goes on. */
  leave(): void
}

/** This computer cannot run sandboxes now; the probe says why. */
export interface LocalServerFailed {
  readonly status: 'failed'
  readonly probe: LocalProbeFailed
}

export type LocalServerStart = LocalServerChild | LocalServerFailed

/** Starts the two children of main. Made once by a composition root; core gets its functions, never this module. */
export interface Launcher {
  /** Resolves when the process runs. What is wrong with its store is told by the calls to it. */
  startVault(): Promise<VaultChild>
  /** Attaches to the server of this data folder, else starts one. Never rejects. */
  startLocalServer(): Promise<LocalServerStart>
}

/** What every launcher is told. */
export interface LauncherOptions {
  /** The folder of `vault.mjs` and `local-server.mjs`. */
  readonly bundles: string
  /** The application's data folder. */
  readonly dataFolder: string
  /** Of this application. */
  readonly version: string
  /** What runs sandboxes on this computer; `unisolated` only for a person who asked for it by name. */
  readonly runtime: 'bubblewrap' | 'unisolated'
  /** Told in one line what happened to a child. */
  readonly log: (line: string) => void
}

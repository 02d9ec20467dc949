import type { Port } from '../../../shared/wire/port.ts'

/** The application behind a window: core, vault and local server. */
export interface Application {
  /** Speaks the contract on this wire until it ends. */
  serve(port: Port): void
  /** Runs and lookups that are not over. */
  readonly activeRuns: number
  /** Process of the server for sandboxes on this computer, which goes on when the application ends. Undefined: none runs. */
  readonly localServerPid: number | undefined
  /** Ends the core, then the vault; what the vault acknowledged is on disk. May be called twice. */
  close(): Promise<void>
}

import type { OtherServer } from '../../../shared/domain/connection.ts'
import type { LocalProbe } from '../../../shared/domain/local-probe.ts'

/** A local server that runs. It is nobody's child: it outlives the application. */
export interface RunningLocalServer {
  readonly status: 'ready'
  /** Unix socket or named pipe of its HTTP API. */
  readonly socketPath: string
  /** Set when it is not the one that this application would start, and is in use. */
  readonly other?: OtherServer
  /** Resolves when it no longer runs. */
  readonly gone: Promise<void>
  /** Stops using it; it goes on. */
  leave(): void
}

/** This computer cannot run sandboxes now. */
export interface FailedLocalServer {
  readonly status: 'failed'
  readonly probe: Extract<LocalProbe, { status: 'failed' }>
}

/** Attaches to the local server of the data folder, or starts one. Given by whoever composes the application. */
export type StartLocalServer = () => Promise<RunningLocalServer | FailedLocalServer>

import type { LocalProbe } from '../../../shared/domain/local-probe.ts'

/** A local server that runs. */
export interface RunningLocalServer {
  readonly status: 'ready'
  /** Unix socket or named pipe of its HTTP API. */
  readonly socketPath: string
  /** Resolves when it no longer runs. */
  readonly exited: Promise<void>
  /** Ends it when it is ours, and waits for that. */
  stop(): Promise<void>
}

/** This computer cannot run sandboxes now. */
export interface FailedLocalServer {
  readonly status: 'failed'
  readonly probe: Extract<LocalProbe, { status: 'failed' }>
}

/** Attaches to the local server of the data folder, or starts one. Given by whoever composes the application. */
export type StartLocalServer = () => Promise<RunningLocalServer | FailedLocalServer>

import type { SessionRef } from '../../../shared/domain/session.ts'
import type { SandboxApi } from './client.ts'

/** The sandbox that a session has now, and the server it is on. */
export interface Sandbox {
  readonly api: SandboxApi
  readonly id: string
}

/**
 * Finds a session's sandbox from what its server said last. Throws `refused` when it has none (paused, or not opened
 * yet), `gone` when the session is gone, `offline` when its server cannot be asked.
 */
export type SandboxOf = (session: SessionRef) => Sandbox

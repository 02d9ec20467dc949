import type { ErrorData } from '../../../shared/domain/errors.ts'
import type { SessionProgress, SessionRef } from '../../../shared/domain/session.ts'
import type { SandboxApi } from '../api/client.ts'
import type { Log } from '../log.ts'
import type { Records } from '../records/records.ts'
import type { ConnectionSessions } from '../sessions/session-list.ts'

/** What a workflow works with: the server of one session, and what main knows of its sessions. */
export interface WorkflowContext {
  readonly connectionId: string
  readonly api: SandboxApi
  /** Does the server itself keep `/workspace` through a pause, and hand out sandboxes that are empty? */
  readonly keepsWorkspace: boolean
  readonly sessions: ConnectionSessions
  readonly drafts: Records['drafts']
  readonly log: Log
  /**
   * ms between looks at a session whose pause got no clear answer: saving a large workspace takes longer than a gateway
   * waits (API note 5.9).
   */
  readonly pauseLooks: readonly number[]
  /** Asks the runs of this session to end, and waits a little for what they wrote: it goes with the sandbox. */
  stopRuns(session: SessionRef): Promise<void>
  /** A person's wish ends everything that runs in this session: its runs are to say so. */
  endRuns(session: SessionRef): void
}

/** Says which step is under way. */
export type Step = (step: number, words: string) => void

/** Steps of one workflow on one session. */
export function stepsOf(
  { sessions }: WorkflowContext,
  sessionId: string,
  workflow: SessionProgress['workflow'],
  of: number,
): Step {
  return (step, words) => sessions.noteProgress(sessionId, { workflow, step, of, words })
}

/** Words in front of an error's own, so that it says which step it was. */
export function atStep(error: ErrorData, words: string): ErrorData {
  return { ...error, message: `${words} ${error.message}` }
}

import type { SessionRef } from '../../../shared/domain/session.ts'
import type { SandboxApi } from '../api/client.ts'
import type { Log } from '../log.ts'
import type { Records } from '../records/records.ts'
import type { ConnectionSessions } from '../sessions/session-list.ts'
import type { Run, Step, Workflow } from './workflow.ts'

/** What a workflow works with: the server of one session, and what main knows of its sessions. */
export interface WorkflowContext {
  readonly connectionId: string
  /** That of the connection's present server. Throws `offline` while there is nothing to ask, `not-found` without it. */
  readonly api: SandboxApi
  /** Does the server itself keep `/workspace` through a pause, and hand out sandboxes that are empty? */
  readonly keepsWorkspace: boolean
  /** Days for which the server can bring back sessions that have ended; undefined: it keeps none. */
  readonly keptDays: number | undefined
  readonly sessions: ConnectionSessions
  readonly drafts: Records['drafts']
  /** What runs of a session begin with goes with it. */
  forgetRunOptions(session: SessionRef): Promise<void>
  /** Runs of `to` begin with what was given for `from`. */
  copyRunOptions(from: SessionRef, to: SessionRef): Promise<void>
  /** The server's clock, ms. */
  now(): number
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

export type SessionRun = Run<WorkflowContext>
export type SessionStep = Step<WorkflowContext>
export type SessionWorkflow = Workflow<WorkflowContext>

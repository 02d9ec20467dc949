import type { ErrorData } from '../../../shared/domain/errors.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { JsonValue, WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import type { WorkflowKind } from '../../../shared/domain/workflow-kind.ts'

/** What steps have found out, by name; kept with the cursor. */
export type Found = Readonly<Record<string, JsonValue>>

/** What a step gets: one workflow that is under way. */
export interface Run<C> {
  /** What it works with. */
  readonly context: C
  /** A creation has an id of ours until its server has answered. */
  readonly session: SessionRef
  readonly input: JsonValue
  readonly found: Found
  /** Goes into every call. Aborts when a person cancels, and when the application ends. */
  readonly signal: AbortSignal
  /** Was this step begun before, so that only the server knows what became of it? */
  readonly begun: boolean
  /** When anything was last learnt or done (ms, our clock), also before a crash. */
  readonly updatedAt: number
  /** Adds to `found`; answers when it is on disk. */
  remember(found: Found, session?: SessionRef): Promise<void>
}

/** One step. Each may be its last before a crash, so each can be asked for again. */
export interface Step<C> {
  /** In the cursor, and in the window: "step 2 of 3, sandbox". Unique within a workflow. */
  readonly name: string
  /**
   * Is it so already? Decided from the server's state: what we remember says only what to ask for. Throws what forbids
   * the step.
   */
  check(run: Run<C>): Promise<boolean>
  do(run: Run<C>): Promise<void>
  /**
   * Takes back what was done, whether that was all, a part or nothing. Missing: it stays done, and a workflow that has
   * come so far only goes forward.
   */
  undo?(run: Run<C>): Promise<void>
  /** Words in front of why it failed: "The session got no sandbox." */
  readonly failure?: string | ((context: C) => string)
  /** Is a refusal in the server's words the certainty that nothing of it was done? */
  readonly atomic?: true
  /** May it have been done although it failed like this? Absent: as any call (`api/unclear.ts`). */
  isUnclear?(error: unknown): boolean
  /** ms between further checks when it failed without a clear answer: a server may be at it still (API note 5.9). */
  readonly looks?: (context: C) => readonly number[]
}

export interface Workflow<C> {
  readonly kind: WorkflowKind
  readonly steps: readonly Step<C>[]
  /**
   * When its cursor is first written. `at once`: a person asked for it, and a crash does not forget that. `when it
   * changes something`: most of the time nothing has to be done.
   */
  readonly remembered: 'at once' | 'when it changes something'
  /**
   * When a step fails. `ask`: what was done stays until the person says Try again or Undo. `undo`: what can be undone is
   * undone at once, and what can't waits for Try again.
   */
  readonly afterFailure: 'ask' | 'undo'
  /** What one that came to its end has to tell all the same. */
  remark?(run: Run<C>): ErrorData | undefined
}

/** Where cursors are kept: each write answers when it is on disk. */
export interface Cursors {
  list(): Promise<readonly WorkflowCursor[]>
  put(cursor: WorkflowCursor): Promise<void>
  remove(id: string): Promise<void>
}

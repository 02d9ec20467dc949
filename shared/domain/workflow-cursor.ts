import type { ErrorData } from './errors.ts'
import type { SessionRef } from './session.ts'
import type { WorkflowKind } from './workflow-kind.ts'

/** What JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue }

export const cursorPhases = ['before', 'doing', 'after', 'undoing'] as const

/**
 * before: asked for, nothing of this step has begun · doing: it may have begun, or be over · after: it is over, and the
 * next one has not begun · undoing: it is being taken back, and after it those before it.
 */
export type CursorPhase = (typeof cursorPhases)[number]

/** Where one workflow stands. On disk before and after each of its steps, so that a crash leaves what can be finished. */
export interface WorkflowCursor {
  readonly id: string
  readonly kind: WorkflowKind
  /** While a session is being created and its server has not answered: an id of ours, `new-…`. */
  readonly session: SessionRef
  /** The step's name, within its kind. */
  readonly step: string
  readonly phase: CursorPhase
  /** What was asked for; never changes. */
  readonly input: JsonValue
  /** What its steps have found out and need again, such as the id of a sandbox that belongs to nobody yet. */
  readonly found: { readonly [name: string]: JsonValue }
  /**
   * Why it stopped: that was told, and it waits for a person. Null: it is under way, and a start that finds it so goes
   * on with it.
   */
  readonly problem: ErrorData | null
  /** ms, this computer's clock. */
  readonly updatedAt: number
}

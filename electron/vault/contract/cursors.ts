import { z } from 'zod'
import { nothing, sessionRef } from '../../../shared/contract/schemas.ts'
import { isErrorData } from '../../../shared/domain/errors.ts'
import type { JsonValue, WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import { cursorPhases } from '../../../shared/domain/workflow-cursor.ts'
import { workflowKinds } from '../../../shared/domain/workflow-kind.ts'
import { call } from '../../../shared/wire/contract.ts'

const id = z.string().min(1).max(200)

/** Where workflows stand that are not over. */
export const cursors = {
  /** The one that has not moved for longest first. */
  'cursors.list': call<readonly WorkflowCursor[]>()(nothing),
  /** Replaces the one of this id. */
  'cursors.put': call<void>()(
    z.object({
      id,
      kind: z.enum(workflowKinds),
      session: sessionRef,
      step: z.string().max(200),
      phase: z.enum(cursorPhases),
      input: z.custom<JsonValue>((value) => value !== undefined),
      found: z.custom<WorkflowCursor['found']>((value) => typeof value === 'object' && value !== null),
      problem: z.custom<WorkflowCursor['problem']>((value) => value === null || isErrorData(value)),
      updatedAt: z.int().min(0),
    }),
  ),
  'cursors.remove': call<void>()(z.object({ id })),
} as const

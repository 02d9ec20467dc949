import type { WorkflowKind } from '../../../shared/domain/workflow-kind.ts'
import type { SessionWorkflow } from './context.ts'
import { create } from './create.ts'
import { deleteSession } from './delete.ts'
import { letGo } from './let-go.ts'
import { open } from './open.ts'
import { pause } from './pause.ts'
import { resume } from './resume.ts'

export const workflows: Readonly<Record<WorkflowKind, SessionWorkflow>> = {
  create,
  open,
  pause,
  resume,
  delete: deleteSession,
  'let-go': letGo,
}

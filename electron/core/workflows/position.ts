import { fail } from '../../../shared/domain/errors.ts'
import type { WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import type { Workflow } from './workflow.ts'

/** Where a workflow is, for the window. */
export interface Position {
  /** Of the step; from 0. */
  readonly index: number
  readonly name: string
  readonly undoing: boolean
  /** Can everything that was done be undone? */
  readonly canUndo: boolean
}

/** @param index of the step under way, where that is known; else the one that is next */
export function positionOf<C>(
  workflow: Workflow<C>,
  cursor: WorkflowCursor,
  index = nextIndex(workflow, cursor),
): Position {
  const { steps } = workflow
  const at = Math.min(Math.max(index, 0), steps.length - 1)
  return {
    index: at,
    name: steps[at]?.name ?? '',
    undoing: cursor.phase === 'undoing',
    canUndo: steps.slice(0, lastBegun(workflow, cursor) + 1).every(({ undo }) => undo),
  }
}

/** Index of the step that is next. Throws `unsupported` for a cursor of another version. */
export function nextIndex<C>(workflow: Workflow<C>, { step, phase }: WorkflowCursor): number {
  return indexOf(workflow, step) + (phase === 'after' ? 1 : 0)
}

/** Index of the last step of which something may be there; -1: of none. */
export function lastBegun<C>(workflow: Workflow<C>, { step, phase }: WorkflowCursor): number {
  return indexOf(workflow, step) - (phase === 'before' ? 1 : 0)
}

function indexOf<C>({ kind, steps }: Workflow<C>, name: string): number {
  const index = steps.findIndex((step) => step.name === name)
  if (index < 0) throw fail('unsupported', `The workflow ${kind} has no step of the name ${name} in this version.`)
  return index
}

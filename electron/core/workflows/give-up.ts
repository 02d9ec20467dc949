import type { ErrorCode } from '../../../shared/domain/errors.ts'
import { toErrorData } from '../../../shared/domain/errors.ts'
import type { WorkflowKind } from '../../../shared/domain/workflow-kind.ts'
import type { WorkflowContext } from './context.ts'
import type { Execution } from './execution.ts'
import { heldSandbox } from './held-sandbox.ts'

/** The server was not heard: neither is what is asked for next. */
const unheard: ReadonlySet<ErrorCode> = new Set(['offline', 'auth', 'rate-limited'])

/**
 * Before a workflow that stopped is given up for another one: gives back the sandbox that only it knows of, and does
 * nothing else of what it was for. Rejects when it has to be kept for that: a server that keeps workspaces takes no
 * sandbox back by itself.
 */
export async function giveBackItsSandbox(kind: WorkflowKind, execution: Execution<WorkflowContext>): Promise<void> {
  try {
    if (execution.position.undoing) await execution.run()
    else if (kind === 'create') await execution.undo()
    else if (await onlyLetsGo(kind, execution)) await execution.run()
  } catch (error) {
    // What was undone to its end tells why it was.
    if (execution.isOver) return
    if (execution.context.keepsWorkspace || unheard.has(toErrorData(error).code) || execution.signal.aborted)
      throw error
  }
}

/** Is nothing ahead of it but letting a sandbox go? A delete would go on to delete, and its session names the sandbox. */
async function onlyLetsGo(kind: WorkflowKind, execution: Execution<WorkflowContext>): Promise<boolean> {
  if ((kind !== 'pause' && kind !== 'let-go') || !heldSandbox(execution, 'held')) return false
  const { name } = execution.position
  if (name === 'empty' || name === 'release') return true
  // Its end was unclear. When it came to be all the same, the session names the sandbox no more.
  return name === 'pause' && (await execution.isSoAlready())
}

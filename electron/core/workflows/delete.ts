import { fail, isAppError } from '../../../shared/domain/errors.ts'
import type { ServerSession, SessionRef } from '../../../shared/domain/session.ts'
import type { WorkflowContext } from './context.ts'
import { stepsOf } from './context.ts'
import { giveBack } from './get-sandbox.ts'
import { readSession } from './open.ts'
import { isUnclear } from './settle.ts'

/** release, emptied → delete → read back → what is recorded here. */
export async function deleteSession(context: WorkflowContext, sessionId: string): Promise<undefined> {
  const { api, sessions } = context
  const ref: SessionRef = { connectionId: context.connectionId, sessionId }
  const step = stepsOf(context, sessionId, 'delete', 3)
  step(1, 'sandbox')
  const session = await find(context, sessionId)
  if (session) {
    context.endRuns(ref)
    // A sandbox that can't be given back does not keep the session: the server takes it back after an hour.
    if (session.sandboxId !== undefined) await giveBack(context, session.sandboxId)
    step(2, 'session')
    try {
      await api.deleteSession(sessionId)
    } catch (error) {
      if (!isUnclear(error)) throw error
    }
    if (await find(context, sessionId)) throw fail('server', 'The server has not deleted the session.')
  }
  step(3, 'records')
  await context.drafts.discardAll(ref)
  await sessions.forget(ref)
  return undefined
}

/** Undefined when the server does not have it, which is what is wanted. */
async function find(context: WorkflowContext, sessionId: string): Promise<ServerSession | undefined> {
  try {
    return await readSession(context, sessionId)
  } catch (error) {
    if (isAppError(error, 'gone')) return undefined
    throw error
  }
}

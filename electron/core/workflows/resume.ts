import type { WorkflowContext } from './context.ts'
import { stepsOf } from './context.ts'
import { giveSandbox, readSession } from './open.ts'
import { settle } from './settle.ts'

/** resume → acquire → probe → bind. One that is active already goes on at the step that it lacks. */
export async function resumeSession(context: WorkflowContext, sessionId: string): Promise<undefined> {
  const { api, sessions } = context
  const step = stepsOf(context, sessionId, 'resume', 3)
  step(1, 'session')
  let session = await readSession(context, sessionId)
  if (session.status === 'paused') {
    session = await settle(
      api,
      sessionId,
      async () => await api.resumeSession(sessionId),
      ({ status }) => status === 'active',
    )
    sessions.noteServer(session)
  }
  if (session.sandboxId === undefined) await giveSandbox(context, session, step)
  return undefined
}

import { fail } from '../../../shared/domain/errors.ts'
import type { ServerSession } from '../../../shared/domain/session.ts'
import type { WorkflowContext } from './context.ts'
import { stepsOf } from './context.ts'
import { getSandbox, giveBack } from './get-sandbox.ts'
import { readSession } from './open.ts'
import { settle } from './settle.ts'

/** bind if unbound → stop its runs → pause → read back → end its processes, empty and give back the sandbox. */
export async function pauseSession(context: WorkflowContext, sessionId: string): Promise<undefined> {
  const { api, sessions } = context
  const step = stepsOf(context, sessionId, 'pause', 3)
  step(1, 'session')
  const before = await readSession(context, sessionId)
  if (before.status === 'paused') return undefined
  const sandboxId = before.sandboxId ?? (await bindAny(context, before))
  const ref = { connectionId: context.connectionId, sessionId }
  await context.stopRuns(ref)
  step(2, 'pause')
  context.endRuns(ref)
  const paused = await settle(
    api,
    sessionId,
    async () => await api.pauseSession(sessionId),
    ({ status }) => status === 'paused',
    context.pauseLooks,
  )
  sessions.noteServer(paused)
  step(3, 'sandbox')
  // Only now, when the server has confirmed it: what is emptied here cannot come back.
  if (!(await giveBack(context, sandboxId)))
    throw fail(
      'server',
      'The session is paused. Its sandbox could not be emptied and given back; the server takes it back after an hour.',
    )
  return undefined
}

/** Only a session with a sandbox can be paused (API note 1). */
async function bindAny(context: WorkflowContext, session: ServerSession): Promise<string> {
  const sandboxId = await getSandbox(context, { network: session.metadata.network !== 'off' })
  try {
    await settle(
      context.api,
      session.id,
      async () => await context.api.bindSandbox(session.id, sandboxId),
      (present) => present.sandboxId === sandboxId,
    )
    return sandboxId
  } catch (error) {
    await giveBack(context, sandboxId)
    throw error
  }
}

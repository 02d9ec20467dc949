import type { ErrorData } from '../../../shared/domain/errors.ts'
import { fail, isAppError } from '../../../shared/domain/errors.ts'
import type { ServerSession } from '../../../shared/domain/session.ts'
import type { Step, WorkflowContext } from './context.ts'
import { stepsOf } from './context.ts'
import { getSandbox, giveBack } from './get-sandbox.ts'
import { probeSandbox } from './probe-sandbox.ts'
import { settle } from './settle.ts'

/** Attaches to the session's sandbox when that answers a probe; acquires and binds another only when it has none left. */
export async function openSession(context: WorkflowContext, sessionId: string): Promise<ErrorData | undefined> {
  const { api, sessions } = context
  const step = stepsOf(context, sessionId, 'open', 3)
  step(1, 'session')
  const session = await readSession(context, sessionId)
  if (session.status === 'paused') throw fail('refused', 'The session is paused. Resume it first.')
  if (session.sandboxId !== undefined) {
    step(2, 'sandbox')
    const health = await probeSandbox(api, session.sandboxId)
    if (health === 'alive') return undefined
    // It lives and holds the files: taking another one would lose them.
    if (health === 'full')
      throw fail(
        'unavailable',
        'The memory of the sandbox is full: it starts no program any more. Files in it are kept.',
      )
    sessions.noteServer(session)
  }
  await giveSandbox(context, session, step)
  // A server that keeps no workspace has lost it with the sandbox: that must not pass in silence.
  if (session.sandboxId === undefined || context.keepsWorkspace) return undefined
  return {
    code: 'gone',
    message:
      'Its sandbox had vanished from the server. It has a new one now; files that were only in the old one are lost.',
  }
}

/** The session as the server has it now. Throws `gone`. */
export async function readSession({ api, sessions }: WorkflowContext, sessionId: string): Promise<ServerSession> {
  try {
    const session = await api.getSession(sessionId)
    sessions.noteServer(session)
    return session
  } catch (error) {
    if (isAppError(error, 'gone')) sessions.noteGone(sessionId)
    throw error
  }
}

/** Steps 2 and 3 of opening and resuming: a sandbox of its own for a session that has none. */
export async function giveSandbox(
  context: WorkflowContext,
  session: ServerSession,
  step: Step,
): Promise<ServerSession> {
  const { api, sessions } = context
  step(2, 'sandbox')
  const sandboxId = await getSandbox(context, { network: session.metadata.network !== 'off' })
  step(3, 'files')
  try {
    const bound = await settle(
      api,
      session.id,
      async () => await api.bindSandbox(session.id, sandboxId),
      (present) => present.sandboxId === sandboxId,
    )
    sessions.noteServer(bound)
    return bound
  } catch (error) {
    await giveBack(context, sandboxId)
    throw error
  }
}

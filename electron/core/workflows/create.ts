import { randomUUID } from 'node:crypto'
import { AppError, isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import type { NewSession, ServerSession, SessionRef } from '../../../shared/domain/session.ts'
import type { WorkflowContext } from './context.ts'
import { atStep, stepsOf } from './context.ts'
import { getSandbox, giveBack } from './get-sandbox.ts'
import { isUnclear, settle } from './settle.ts'

/**
 * session → sandbox → files: three steps, each of which undoes what was made before it when it fails.
 * @param signal a person's Cancel is heeded between the steps, and undoes them as well
 */
export async function createSession(
  context: WorkflowContext,
  wanted: NewSession,
  signal?: AbortSignal,
): Promise<SessionRef> {
  const { api, sessions } = context
  stopIfCancelled(signal)
  const provisional = `new-${randomUUID()}`
  sessions.noteMaking(provisional, {
    id: provisional,
    name: wanted.name,
    progress: { workflow: 'create', step: 1, of: 3, words: 'session' },
  })
  let session: ServerSession
  try {
    session = await makeSession(context, wanted)
  } catch (error) {
    throw explained(error, 'The session was not created.')
  } finally {
    sessions.noteMaking(provisional, undefined)
  }

  const ref: SessionRef = { connectionId: context.connectionId, sessionId: session.id }
  const step = stepsOf(context, session.id, 'create', 3)
  step(2, 'sandbox')
  sessions.noteServer(session)
  let sandboxId: string | undefined
  try {
    // The name is this computer's, and kept before anything else can fail.
    await sessions.rename(ref, wanted.name)
    stopIfCancelled(signal)
    sandboxId = await getSandbox(context, { network: wanted.network })
    const acquired = sandboxId
    stopIfCancelled(signal)
    step(3, 'files')
    const bound = await settle(
      api,
      session.id,
      async () => await api.bindSandbox(session.id, acquired),
      (present) => present.sandboxId === acquired,
    )
    sessions.noteServer(bound)
    stopIfCancelled(signal)
    sessions.noteEnd(session.id)
    return ref
  } catch (error) {
    const undone = await undo(context, ref, sandboxId)
    const what =
      sandboxId === undefined ? 'The session got no sandbox.' : 'The sandbox could not be given to the session.'
    throw explained(error, undone ? what : `${what} The session ${wanted.name} is left on the server.`)
  }
}

async function makeSession({ api }: WorkflowContext, wanted: NewSession): Promise<ServerSession> {
  // Finds it again when the answer is lost.
  const request = randomUUID()
  const metadata = { name: wanted.name, request, ...(wanted.network ? {} : { network: 'off' }) }
  try {
    return await api.createSession({
      image: wanted.image,
      cpuCount: wanted.cpuCount,
      memoryMb: wanted.memoryMb,
      ttlMs: wanted.ttlHours * 3_600_000,
      metadata,
    })
  } catch (error) {
    if (!isUnclear(error)) throw error
    const made = (await api.listSessions().catch(() => [])).find((session) => session.metadata.request === request)
    if (made) return made
    throw error
  }
}

/** Leaves nothing behind, if the server lets us. */
async function undo(context: WorkflowContext, ref: SessionRef, sandboxId: string | undefined): Promise<boolean> {
  const { api, sessions, log } = context
  if (sandboxId !== undefined) await giveBack(context, sandboxId)
  try {
    await api.deleteSession(ref.sessionId)
    await sessions.forget(ref)
    return true
  } catch (error) {
    log.warn('A session that was made half could not be removed', { code: toErrorData(error).code })
    sessions.noteEnd(ref.sessionId, toErrorData(error))
    return false
  }
}

/** A window that closes or reloads cancels nothing: half of a session helps nobody. */
function stopIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted && isAppError(signal.reason, 'cancelled')) throw signal.reason
}

function explained(error: unknown, words: string): unknown {
  return error instanceof AppError && error.code !== 'cancelled'
    ? new AppError(atStep(toErrorData(error), words), { cause: error })
    : error
}

import { isAppError } from '../../../shared/domain/errors.ts'
import type { ServerSession } from '../../../shared/domain/session.ts'
import type { SessionRun } from './context.ts'

/** The session as the server has it now, with what servers forget of it. Throws `gone`. */
export async function readSession(run: SessionRun): Promise<ServerSession> {
  const { api, sessions } = run.context
  const { sessionId } = run.session
  try {
    const session = await api.getSession(sessionId, { signal: run.signal })
    sessions.noteServer(session)
    return sessions.find(sessionId)?.server ?? session
  } catch (error) {
    if (isAppError(error, 'gone')) sessions.noteGone(sessionId)
    throw error
  }
}

/** As `readSession`; undefined for one that its server does not have. */
export async function findSession(run: SessionRun): Promise<ServerSession | undefined> {
  try {
    return await readSession(run)
  } catch (error) {
    if (isAppError(error, 'gone')) return undefined
    throw error
  }
}

/** Changes the session, and reads back what it is then. Throws `gone`. */
export async function changeSession(run: SessionRun, change: () => Promise<unknown>): Promise<ServerSession> {
  try {
    await change()
  } catch (error) {
    if (isAppError(error, 'gone')) run.context.sessions.noteGone(run.session.sessionId)
    throw error
  }
  return await readSession(run)
}

/** Something asked for and not given as JSON's `true` was not asked for. */
export function isAsked(run: SessionRun, name: string): boolean {
  return Object(run.input)[name] === true
}

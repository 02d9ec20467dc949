import { setTimeout as sleep } from 'node:timers/promises'
import { fail, isAppError } from '../../../shared/domain/errors.ts'
import type { ServerSession } from '../../../shared/domain/session.ts'
import type { SandboxApi } from '../api/client.ts'

/** May a call that failed like this have been carried out all the same (API note 5.9)? */
export function isUnclear(error: unknown): boolean {
  return (
    isAppError(error, 'outcome-unknown') ||
    isAppError(error, 'timeout') ||
    isAppError(error, 'unavailable') ||
    (isAppError(error, 'server') && (error.status ?? 0) >= 500)
  )
}

/**
 * Does something to a session, and after an unclear failure reads the session and acts on what that says.
 * @param looks ms between further looks after an unclear failure: a server may still be at it when its gateway has given up
 * @returns the session as it is afterwards
 */
export async function settle(
  api: SandboxApi,
  sessionId: string,
  act: () => Promise<unknown>,
  isDone: (session: ServerSession) => boolean,
  looks: readonly number[] = [],
): Promise<ServerSession> {
  let failure: unknown
  try {
    await act()
  } catch (error) {
    // A refusal in the server's own words may mean that it is so already: the session tells.
    if (!isUnclear(error) && !isAppError(error, 'server')) throw error
    failure = error
  }
  let present = await readBack(api, sessionId, failure)
  for (const ms of failure !== undefined && isUnclear(failure) ? looks : []) {
    if (isDone(present)) break
    await sleep(ms)
    present = await readBack(api, sessionId, failure)
  }
  if (!isDone(present))
    throw failure ?? fail('server', 'The server said that it was done, and its session says that it was not.')
  return present
}

/** What stopped us first is what is told, not that it could not be looked up either. */
async function readBack(api: SandboxApi, sessionId: string, failure: unknown): Promise<ServerSession> {
  try {
    return await api.getSession(sessionId)
  } catch (error) {
    throw failure ?? error
  }
}

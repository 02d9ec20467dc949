import { fail, isAppError } from '../../../shared/domain/errors.ts'
import type { KeptSession, ServerSession, Session, SessionRef } from '../../../shared/domain/session.ts'
import { sessionLimits } from '../../../shared/domain/session.ts'
import type { Records } from '../records/records.ts'
import type { WorkflowContext } from './context.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

type Context = Pick<WorkflowContext, 'api' | 'keptDays' | 'sessions' | 'drafts' | 'forgetRunOptions' | 'now' | 'log'>

export interface EndedSessionsOptions {
  contextOf(connectionId: string): Promise<Context>
  readonly runs: Pick<Records['runs'], 'count'>
  /** What stopped half way on it is given up. `conflict` while something is under way. */
  giveUp(ref: SessionRef): Promise<void>
}

/** Sessions that have ended: those that their server keeps come back, and what is here of the others can go. */
export class EndedSessions {
  readonly #options: EndedSessionsOptions

  constructor(options: EndedSessionsOptions) {
    this.#options = options
  }

  async list(connectionId: string): Promise<readonly KeptSession[]> {
    const context = await this.#options.contextOf(connectionId)
    if (context.keptDays === undefined) return []
    await this.#tidy(context)
    const kept = await context.api.keptSessions()
    return await Promise.all(
      kept.map(async ({ session, ...when }) => {
        const ref = { connectionId, sessionId: session.id }
        const [runs, drafts] = await Promise.all([this.#options.runs.count(ref), context.drafts.list(ref)])
        return { ...ref, ...when, name: context.sessions.nameOf(session), server: session, runs, drafts: drafts.length }
      }),
    )
  }

  /** One request that the server carries out as a whole: before it nothing is back, after it all is. */
  async restore({ connectionId, sessionId }: SessionRef): Promise<Session> {
    const { api, keptDays, sessions, now } = await this.#options.contextOf(connectionId)
    if (keptDays === undefined) throw fail('unsupported', 'This server keeps nothing of sessions that have ended.')
    const kept = (await api.keptSessions()).find(({ session }) => session.id === sessionId)
    // One that was deleted has its time still; one whose time is over gets all that it can have.
    const ttlMs = kept && kept.session.expiresAt <= now() ? sessionLimits.maxTtlHours * hourMs : undefined
    await sessions.load()
    sessions.noteServer(await restoreOrFind(api, sessionId, ttlMs))
    const session = sessions.find(sessionId)
    if (!session) throw fail('internal', 'The session came back and is not listed.')
    return session
  }

  /** Where its server keeps it, its files go first: a record without files could not be forgotten again. */
  async forget(ref: SessionRef): Promise<void> {
    await this.#options.giveUp(ref)
    const context = await this.#options.contextOf(ref.connectionId)
    if (context.keptDays !== undefined) {
      await context.api.forgetSession(ref.sessionId)
      if (await isThere(context, ref))
        throw fail('refused', 'The session has been brought back meanwhile. Nothing of it was removed.')
    }
    await removeRecords(context, ref)
  }

  /** Removes what is recorded of deleted sessions that can't come back any more. Never rejects. */
  async tidy(connectionId: string): Promise<void> {
    const context = await this.#options.contextOf(connectionId).catch(() => undefined)
    if (context) await this.#tidy(context)
  }

  async #tidy(context: Context): Promise<void> {
    const { keptDays, sessions, log, now } = context
    if (keptDays === undefined) return
    try {
      await sessions.load()
      // A day more: clocks differ, and the server decides.
      for (const [ref, deletedAt] of sessions.deleted)
        if (deletedAt + (keptDays + 1) * dayMs < now()) await removeRecords(context, ref)
    } catch (error) {
      log.error('What is recorded of deleted sessions could not be removed', error)
    }
  }
}

/** Also when somebody else was faster. */
async function restoreOrFind(
  api: Context['api'],
  sessionId: string,
  ttlMs: number | undefined,
): Promise<ServerSession> {
  try {
    return await api.restoreSession(sessionId, ttlMs)
  } catch (error) {
    if (!isAppError(error, 'server') || error.status !== 400) throw error
    return await api.getSession(sessionId)
  }
}

async function isThere({ api }: Context, { sessionId }: SessionRef): Promise<boolean> {
  return await api.getSession(sessionId).then(
    () => true,
    (error: unknown) => {
      if (isAppError(error, 'gone')) return false
      throw error
    },
  )
}

async function removeRecords(context: Context, ref: SessionRef): Promise<void> {
  await context.drafts.discardAll(ref)
  await context.forgetRunOptions(ref)
  await context.sessions.forget(ref)
}

import { isDeepStrictEqual } from 'node:util'
import { sessions as contract } from '../../../shared/contract/sessions.ts'
import { isAppError } from '../../../shared/domain/errors.ts'
import type { NewSession, ServerSession } from '../../../shared/domain/session.ts'
import type { JsonValue } from '../../../shared/domain/workflow-cursor.ts'
import { bindStep, sandboxStep } from './bind-sandbox.ts'
import type { SessionRun, SessionStep, SessionWorkflow } from './context.ts'

/** Ids of sessions that their server has not answered for yet. */
const provisional = 'new-'

/** What a session is called until its server has answered. */
export function provisionalId(id: string): string {
  return `${provisional}${id}`
}

/** A mark in the metadata finds a session again whose answer is lost. */
export function inputOfCreate(wanted: NewSession, mark: string, askedAt: number): JsonValue {
  return { wanted: { ...wanted }, mark, askedAt }
}

interface CreateInput {
  readonly wanted: NewSession
  readonly mark: string
  /** ms, the server's clock. */
  readonly askedAt: number
}

/** Throws for a cursor of another version, which is not guessed at. */
function inputOf(run: SessionRun): CreateInput {
  const { wanted, mark, askedAt }: Partial<Record<string, unknown>> = Object(run.input)
  return { wanted: contract['sessions.create'].input.parse(wanted), mark: String(mark), askedAt: Number(askedAt) }
}

/** Is this what the workflow of that input makes? */
export function isWanted(input: JsonValue, wanted: NewSession): boolean {
  return isDeepStrictEqual(Object(input).wanted, { ...wanted })
}

/** The name the session is to have; for rows of the list. */
export function nameInCreate(input: JsonValue): string {
  const { name }: Partial<Record<string, unknown>> = Object(Object(input).wanted)
  return typeof name === 'string' ? name : ''
}

const sessionStep: SessionStep = {
  name: 'session',
  failure: 'The session was not created.',
  atomic: true,
  async check(run) {
    if (!isProvisional(run)) return true
    const made = run.begun ? await findMade(run) : undefined
    if (made) await adopt(run, made)
    return made !== undefined
  },
  async do(run) {
    const { wanted, mark } = inputOf(run)
    const session = await run.context.api.createSession(
      {
        image: wanted.image,
        cpuCount: wanted.cpuCount,
        memoryMb: wanted.memoryMb,
        ttlMs: wanted.ttlHours * 3_600_000,
        metadata: { name: wanted.name, request: mark, ...(wanted.network ? {} : { network: 'off' }) },
      },
      { signal: run.signal },
    )
    await adopt(run, session)
  },
  async undo(run) {
    const { api, keptDays, sessions } = run.context
    const made = isProvisional(run) ? await findMade(run) : { id: run.session.sessionId }
    if (!made) return
    // What was made half is not to come back.
    if (keptDays === undefined) await api.deleteSession(made.id, { signal: run.signal })
    else await api.deleteSessionForGood(made.id, { signal: run.signal })
    const ref = { connectionId: run.session.connectionId, sessionId: made.id }
    await run.context.forgetRunOptions(ref)
    await sessions.forget(ref)
  },
}

/** session → sandbox → files. What was made stays when a step fails, for Try again and for Undo. */
export const create: SessionWorkflow = {
  kind: 'create',
  remembered: 'at once',
  afterFailure: 'ask',
  steps: [sessionStep, sandboxStep, bindStep],
}

function isProvisional(run: SessionRun): boolean {
  return run.session.sessionId.startsWith(provisional)
}

/** From here on it is a session of its server. The name is this computer's, and kept before anything else can fail. */
async function adopt(run: SessionRun, session: ServerSession): Promise<void> {
  const { sessions, connectionId } = run.context
  const ref = { connectionId, sessionId: session.id }
  sessions.noteMade(run.session.sessionId, session)
  try {
    await sessions.rename(ref, inputOf(run).wanted.name)
    // Before it is known by its own id: after a crash here the answer is found again, and this is done again.
    await run.context.copyRunOptions(run.session, ref)
    await run.remember({}, ref)
  } catch (error) {
    // It is told at the row of what is being made, and this one is plain.
    sessions.note(session.id, {})
    throw error
  }
}

/** ms by which the clocks of a gateway and of its services may differ. */
const clockTolerance = 60_000

/** The session with our mark. Lists of some servers leave metadata out (API note 5.11): young ones are read singly then. */
async function findMade(run: SessionRun): Promise<ServerSession | undefined> {
  const { api } = run.context
  const { mark, askedAt } = inputOf(run)
  const options = { signal: run.signal }
  const listed = await api.listSessions(options)
  const marked = listed.find(({ metadata }) => metadata.request === mark)
  if (marked) return marked
  for (const { id, createdAt, metadata } of listed) {
    if (createdAt < askedAt - clockTolerance || Object.keys(metadata).length > 0) continue
    const whole = await api.getSession(id, options).catch((error: unknown) => {
      // It went meanwhile; anything else leaves the question open.
      if (!isAppError(error, 'gone')) throw error
      return undefined
    })
    if (whole?.metadata.request === mark) return whole
  }
  return undefined
}

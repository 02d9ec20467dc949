import { isAppError } from '../../../shared/domain/errors.ts'
import { isUnclear } from '../api/unclear.ts'
import type { SessionRun, SessionStep, WorkflowContext } from './context.ts'
import { emptySandbox } from './empty-sandbox.ts'
import { heldSandbox, holding, isReleased } from './held-sandbox.ts'
import { probeSandbox } from './probe-sandbox.ts'
import { changeSession, findSession, isAsked, readSession } from './session-step.ts'

/** In the input of a workflow that releases: the person agreed to releasing a sandbox that was not acquired here. */
export const foreignToo = 'releaseForeign'

/**
 * Remembers which sandbox is to be let go: a paused session does not name it any more. A foreign one only when that was
 * asked for: whoever acquired it may look after it still.
 */
export async function hold(run: SessionRun, sandboxId: string): Promise<void> {
  const { sessions } = run.context
  await sessions.load()
  const ours = sessions.ownsSandbox(run.session.sessionId, sandboxId)
  if (ours || isAsked(run, foreignToo)) await run.remember({ held: holding(sandboxId) })
}

export interface LetGoOptions {
  /**
   * Words in front of why it failed, without their full stop. Absent: a failure stops nothing, and the server takes the
   * sandbox back in an hour.
   */
  readonly failure?: string
  /** May the session have taken it up again since? Then it is in use. */
  readonly mayBeInUse: boolean
}

/** end its processes, empty it, look that nothing is left → release. */
export function letGoSteps(options: LetGoOptions): readonly SessionStep[] {
  return [emptyStep(options), releaseStep(options)]
}

function emptyStep({ failure, mayBeInUse }: LetGoOptions): SessionStep {
  return {
    name: 'empty',
    ...(failure === undefined ? {} : { failure: withWhatFollows(failure) }),
    async check(run) {
      // The local server empties by itself, and must never be told to while it may hold a session's folder.
      if (run.context.keepsWorkspace || !heldSandbox(run, 'held')) return true
      return mayBeInUse && (await isInUse(run))
    },
    async do(run) {
      const held = heldSandbox(run, 'held')
      if (!held) return
      try {
        await emptySandbox(run.context.api, held.id, run.signal)
        await run.remember({ held: holding(held.id) })
      } catch (error) {
        if (isReleased(error)) await run.remember({ held: null })
        else if (failure !== undefined || run.signal.aborted) throw error
        else await leave(run, error)
      }
    },
  }
}

function releaseStep({ failure, mayBeInUse }: LetGoOptions): SessionStep {
  return {
    name: 'release',
    ...(failure === undefined ? {} : { failure: withWhatFollows(failure) }),
    atomic: true,
    // A server that says in its own words that it did not release it has not, whatever the status.
    isUnclear: (error) => isUnclear(error) && !isAppError(error, 'server'),
    async check(run) {
      const held = heldSandbox(run, 'held')
      if (!held) return true
      // A released sandbox is the very next one given out (API note 5.5): when nobody knows whether it was, a second
      // release could take it from somebody else. The local server gives no id out twice.
      if (run.begun && !run.context.keepsWorkspace) return true
      if (run.begun && (await probeSandbox(run.context.api, held.id, run.signal)) === 'gone') return true
      return mayBeInUse && (await isInUse(run))
    },
    async do(run) {
      const held = heldSandbox(run, 'held')
      if (!held) return
      try {
        await run.context.api.releaseSandbox(held.id, { signal: run.signal })
      } catch (error) {
        if (isReleased(error)) return
        if (failure !== undefined || run.signal.aborted) throw error
        await leave(run, error)
      }
    },
  }
}

/** The local server takes no sandbox back by itself. */
function withWhatFollows(failure: string): (context: WorkflowContext) => string {
  return ({ keepsWorkspace }) =>
    keepsWorkspace ? `${failure}.` : `${failure}; the server takes it back after an hour.`
}

/** What is not empty is not given to others. */
async function leave(run: SessionRun, error: unknown): Promise<void> {
  run.context.log.warn('A sandbox could not be given back', { code: isAppError(error) ? error.code : 'internal' })
  await run.remember({ held: null })
}

async function isInUse(run: SessionRun): Promise<boolean> {
  const session = await findSession(run)
  return session?.status === 'active' && session.sandboxId === heldSandbox(run, 'held')?.id
}

/** Unties the held sandbox from its session, so that the session never names what is somebody else's. */
export const untieStep: SessionStep = {
  name: 'untie',
  atomic: true,
  async check(run) {
    const held = heldSandbox(run, 'held')
    return !held || (await readSession(run)).sandboxId !== held.id
  },
  async do(run) {
    const { context, session, signal } = run
    await changeSession(run, () => context.api.unbindSandbox(session.sessionId, { signal }))
  },
  async undo(run) {
    const held = heldSandbox(run, 'held')
    const session = held && (await findSession(run))
    if (!held || session?.status !== 'active' || session.sandboxId !== undefined) return
    await run.context.api.bindSandbox(session.id, held.id, { signal: run.signal })
    await readSession(run)
  },
}

/** Ends what runs in the session, for a workflow that takes its sandbox away. What they wrote is handed over. */
export const runsStep: SessionStep = {
  name: 'runs',
  check: async () => false,
  async do({ context, session }) {
    await context.stopRuns(session)
    context.endRuns(session)
  },
  // A run that has ended does not come back; the session goes on without it.
  undo: async () => undefined,
}

import { fail } from '../../../shared/domain/errors.ts'
import { bind, unbindAcquired, wantsNetwork } from './bind-sandbox.ts'
import type { SessionStep, SessionWorkflow } from './context.ts'
import { getSandbox, giveAcquiredBack } from './get-sandbox.ts'
import { heldSandbox } from './held-sandbox.ts'
import { hold, letGoSteps, runsStep } from './let-go-steps.ts'
import { changeSession, readSession } from './session-step.ts'

/** Only a session with a sandbox can be paused (API note 1): one that has none gets one. */
const sessionStep: SessionStep = {
  name: 'session',
  async check(run) {
    const { status, sandboxId } = await readSession(run)
    return status === 'paused' || (sandboxId !== undefined && heldSandbox(run, 'held')?.id === sandboxId)
  },
  async do(run) {
    const session = await readSession(run)
    if (session.sandboxId !== undefined) return await hold(run, session.sandboxId)
    const acquired = await getSandbox(run, { network: wantsNetwork(session) })
    await bind(run, acquired)
    await hold(run, acquired)
  },
  async undo(run) {
    await unbindAcquired(run)
    await giveAcquiredBack(run)
  },
}

const pauseStep: SessionStep = {
  name: 'pause',
  atomic: true,
  looks: ({ pauseLooks }) => pauseLooks,
  check: async (run) => (await readSession(run)).status === 'paused',
  async do(run) {
    const { context, session, signal } = run
    const { status } = await changeSession(run, () => context.api.pauseSession(session.sessionId, { signal }))
    if (status !== 'paused')
      throw fail('server', 'The server said that it was done, and its session says that it was not.')
  },
}

/**
 * bind if unbound → stop its runs → pause → read back → end its processes, empty and give back the sandbox. Only then,
 * when the server has confirmed it: what is emptied here cannot come back.
 */
export const pause: SessionWorkflow = {
  kind: 'pause',
  remembered: 'at once',
  afterFailure: 'undo',
  steps: [
    sessionStep,
    runsStep,
    pauseStep,
    ...letGoSteps({
      failure: 'The session is paused. Its sandbox could not be emptied and given back',
      mayBeInUse: true,
    }),
  ],
}

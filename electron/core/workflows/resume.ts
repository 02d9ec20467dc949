import { fail } from '../../../shared/domain/errors.ts'
import { bindStep, sandboxStep } from './bind-sandbox.ts'
import type { SessionWorkflow } from './context.ts'
import { changeSession, readSession } from './session-step.ts'

/** resume → acquire → probe → bind. One that is active already goes on at the step that it lacks. */
export const resume: SessionWorkflow = {
  kind: 'resume',
  remembered: 'at once',
  afterFailure: 'undo',
  steps: [
    {
      name: 'session',
      atomic: true,
      check: async (run) => (await readSession(run)).status === 'active',
      async do(run) {
        const { context, session, signal } = run
        const { status } = await changeSession(run, () => context.api.resumeSession(session.sessionId, { signal }))
        if (status !== 'active')
          throw fail('server', 'The server said that it was done, and its session says that it was not.')
      },
    },
    sandboxStep,
    bindStep,
  ],
}

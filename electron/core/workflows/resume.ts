import { fail } from '../../../shared/domain/errors.ts'
import { bindStep, sandboxStep } from './bind-sandbox.ts'
import type { SessionWorkflow } from './context.ts'
import { readSession } from './session-step.ts'

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
        await run.context.api.resumeSession(run.session.sessionId, { signal: run.signal })
        const { status } = await readSession(run)
        if (status !== 'active')
          throw fail('server', 'The server said that it was done, and its session says that it was not.')
      },
    },
    sandboxStep,
    bindStep,
  ],
}

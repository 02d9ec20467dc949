import { fail } from '../../../shared/domain/errors.ts'
import type { SessionWorkflow } from './context.ts'
import { heldSandbox } from './held-sandbox.ts'
import { hold, letGoSteps, runsStep, untieStep } from './let-go-steps.ts'
import { readSession } from './session-step.ts'

/** Lets the sandbox of a session go, which stays: end its runs → untie → end all processes, empty, look → release. */
export const letGo: SessionWorkflow = {
  kind: 'let-go',
  remembered: 'at once',
  afterFailure: 'undo',
  steps: [
    {
      name: 'session',
      async check(run) {
        const { sandboxId } = await readSession(run)
        return sandboxId === undefined || heldSandbox(run, 'held')?.id === sandboxId
      },
      async do(run) {
        const { sandboxId } = await readSession(run)
        if (sandboxId === undefined) return
        await hold(run, sandboxId)
        if (!heldSandbox(run, 'held'))
          throw fail('refused', 'This sandbox was not acquired here. It is let go only when you say so.')
      },
      undo: async () => undefined,
    },
    runsStep,
    untieStep,
    ...letGoSteps({
      failure: 'The sandbox could not be emptied and given back',
      mayBeInUse: true,
    }),
  ],
}

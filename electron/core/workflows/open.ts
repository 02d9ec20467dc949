import { fail } from '../../../shared/domain/errors.ts'
import { bindStep, sandboxStep } from './bind-sandbox.ts'
import type { SessionWorkflow } from './context.ts'
import { readSession } from './session-step.ts'

/** Attaches to the session's sandbox when that answers a probe; acquires and binds another only when it has none left. */
export const open: SessionWorkflow = {
  kind: 'open',
  remembered: 'when it changes something',
  afterFailure: 'undo',
  steps: [
    {
      name: 'session',
      async check(run) {
        if ((await readSession(run)).status === 'paused')
          throw fail('refused', 'The session is paused. Resume it first.')
        return true
      },
      do: async () => undefined,
      undo: async () => undefined,
    },
    sandboxStep,
    bindStep,
  ],
  remark({ context, found }) {
    // A server that keeps no workspace has lost it with the sandbox: that must not pass in silence.
    if (typeof found.lost !== 'string' || context.keepsWorkspace) return undefined
    return {
      code: 'gone',
      reason: 'sandbox-replaced',
      message:
        'Its sandbox had vanished from the server. It has a new one now; files that were only in the old one are lost.',
    }
  },
}

import { fail } from '../../../shared/domain/errors.ts'
import type { SessionWorkflow } from './context.ts'
import { heldSandbox } from './held-sandbox.ts'
import { hold, letGoSteps } from './let-go-steps.ts'
import { findSession } from './session-step.ts'

/** release, emptied → delete → read back → what is recorded here. */
export const deleteSession: SessionWorkflow = {
  kind: 'delete',
  remembered: 'at once',
  afterFailure: 'undo',
  steps: [
    {
      name: 'sandbox',
      async check(run) {
        const session = await findSession(run)
        return session?.sandboxId === undefined || heldSandbox(run, 'held')?.id === session.sandboxId
      },
      async do(run) {
        run.context.endRuns(run.session)
        const session = await findSession(run)
        if (session?.sandboxId !== undefined) await hold(run, session.sandboxId)
      },
      undo: async () => undefined,
    },
    // A sandbox that can't be given back does not keep the session.
    ...letGoSteps({ mayBeInUse: false }),
    {
      name: 'session',
      check: async (run) => (await findSession(run)) === undefined,
      async do(run) {
        await run.context.api.deleteSession(run.session.sessionId, { signal: run.signal })
        if (await findSession(run)) throw fail('server', 'The server has not deleted the session.')
      },
    },
    {
      name: 'records',
      check: async () => false,
      async do({ context, session }) {
        // It can come back, and finds its runs, drafts and options as they were.
        if (context.keptDays !== undefined) return await context.sessions.noteDeleted(session)
        await context.drafts.discardAll(session)
        await context.forgetRunOptions(session)
        await context.sessions.forget(session)
      },
    },
  ],
}

import type { CheckStep, CheckStepId } from '../../../../shared/domain/connection-check.ts'
import { checkStepIds } from '../../../../shared/domain/connection-check.ts'
import { toErrorData } from '../../../../shared/domain/errors.ts'
import type { WantedServer } from '../wanted.ts'
import { serviceSteps } from './service-steps.ts'
import type { Step } from './step.ts'
import { StepFailure } from './step.ts'
import { wayTo } from './way.ts'

/**
 * Checks a server step by step, on connections of its own: all steps, at once and after each change. Never throws for
 * what the server or the network does; ends early when aborted.
 */
export async function* checkSteps(
  server: WantedServer,
  signal: AbortSignal,
): AsyncGenerator<readonly CheckStep[], void, void> {
  const steps = new Map<CheckStepId, CheckStep>(checkStepIds.map((id) => [id, { id, state: 'waiting' }]))
  const way = wayTo(server.endpoint)
  const service = serviceSteps(server)
  try {
    let stopped = false
    yield [...steps.values()]
    for (const step of [...way.steps, ...service.steps]) {
      const { id } = step
      if (stopped) steps.set(id, { id, state: 'not-reached' })
      else {
        steps.set(id, { id, state: 'doing' })
        yield [...steps.values()]
        const outcome = await tried(step, signal)
        steps.set(id, outcome.step)
        stopped = outcome.stops
      }
      if (signal.aborted) return
    }
    yield [...steps.values()]
  } finally {
    way.close()
    await service.close()
  }
}

async function tried(step: Step, signal: AbortSignal): Promise<{ readonly step: CheckStep; readonly stops: boolean }> {
  const { id } = step
  try {
    const found = await step.run(signal)
    if (found === 'not-needed') return { step: { id, state: 'not-needed' }, stops: false }
    return { step: { id, state: 'ok', words: found.words }, stops: false }
  } catch (thrown) {
    const failure = thrown instanceof StepFailure ? thrown : unexpected(thrown)
    const { message, fix, error, goesOn } = failure
    return { step: { id, state: 'failed', words: message, fix, ...(error ? { error } : {}) }, stops: !goesOn }
  }
}

function unexpected(thrown: unknown): StepFailure {
  const error = toErrorData(thrown)
  return new StepFailure(error.message, 'Try again. If it stays, tell whoever runs the server.', { error })
}

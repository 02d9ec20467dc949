import type { runs as contract } from '../../../shared/contract/runs.ts'
import type { Handlers } from '../../../shared/wire/contract.ts'
import type { Runs } from '../runs/runs.ts'

export function runHandlers(runs: Runs): Handlers<typeof contract> {
  return {
    'runs.start': (wanted) => runs.start(wanted),
    'runs.stop': async ({ runId }) => await runs.stop(runId),
    'runs.watch': (session, { signal }) => runs.watch(session, signal),
    'runs.find': async (wanted) => await runs.find(wanted),
    'runs.output': ({ runId }, { signal }) => runs.output(runId, signal),
  }
}

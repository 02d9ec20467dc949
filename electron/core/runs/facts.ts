import type { ErrorData } from '../../../shared/domain/errors.ts'
import type { RunFacts } from '../../../shared/domain/run.ts'

/** Facts of a run that nothing was run of. Outcome `sandbox-gone` for code `gone`, `refused` for every other. */
export function neverStarted(error: ErrorData): RunFacts {
  return { output: { kind: 'complete' }, error }
}

/** A person's stop is believed over what it caused: an exit code, or a sandbox that went with it. */
export function stoppedBy(stopped: boolean, facts: RunFacts): RunFacts {
  if (!stopped || facts.killedBy === 'limit') return facts
  const { error, ...rest } = facts
  return { ...rest, ...(error && error.code !== 'gone' ? { error } : {}), killedBy: 'person' }
}

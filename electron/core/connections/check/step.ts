import type { CheckStepId } from '../../../../shared/domain/connection-check.ts'
import type { ErrorData } from '../../../../shared/domain/errors.ts'

/** One step of a check, run after all before it went well. */
export interface Step {
  readonly id: CheckStepId
  /** What was found, one sentence. Throws `StepFailure`. */
  run(signal: AbortSignal): Promise<{ readonly words: string } | 'not-needed'>
}

/** Why a step failed, and what to do about it. */
export class StepFailure extends Error {
  readonly fix: string
  readonly error: ErrorData | undefined
  /** The steps after it can be tried all the same. */
  readonly goesOn: boolean

  constructor(words: string, fix: string, more: { readonly error?: ErrorData; readonly goesOn?: boolean } = {}) {
    super(words)
    this.fix = fix
    this.error = more.error
    this.goesOn = more.goesOn ?? false
  }
}

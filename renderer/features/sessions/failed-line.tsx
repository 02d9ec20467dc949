import type { ErrorData } from '../../../shared/domain/errors.ts'
import type { ErrorPlace } from '../../state/error-actions.ts'
import { useShowError } from '../../state/error-actions.ts'
import { ErrorLine } from '../../ui/error-problem.tsx'

interface FailedLineProps extends ErrorPlace {
  readonly error: ErrorData
  readonly what: string
}

/** Why what a dialog asked for did not happen, in its footer. */
export function FailedLine({ error, what, ...place }: FailedLineProps) {
  return <ErrorLine {...useShowError()(error, what, place)} />
}

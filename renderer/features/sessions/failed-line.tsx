import type { ErrorData } from '../../../shared/domain/errors.ts'
import { describeError } from '../../state/describe-error.ts'
import { Details } from '../../ui/details.tsx'
import styles from './failed-line.module.css'

/** Why what a dialog asked for did not happen, in its footer. */
export function FailedLine({ error, what }: { readonly error: ErrorData; readonly what: string }) {
  const { title, advice, details } = describeError(error, what)
  return (
    <div role="alert">
      <span className={styles.failed}>{title}</span> {advice}
      {details && <Details text={details} />}
    </div>
  )
}

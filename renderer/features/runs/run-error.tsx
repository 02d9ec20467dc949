import type { Run } from '../../../shared/domain/run.ts'
import { errorOf } from '../../../shared/domain/run.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { useShowError } from '../../state/error-actions.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import styles from './run-error.module.css'
import { isInTheWay } from './run-facts.ts'

/** What can be done about a run that was never started, whose sandbox went, or whose answer was lost. */
export function RunError({ run, session }: { readonly run: Run; readonly session: Session | undefined }) {
  const show = useShowError()
  const error = errorOf(run)
  if (!error) return null
  // Its words are those of the outcome.
  const { advice, action, details } = show(error, '', { session: run.session })
  return (
    <div className={styles.error}>
      <p>{advice}</p>
      {action && session && isInTheWay(run, session) && (
        <Button size="small" onClick={action.onSelect}>
          {action.label}
        </Button>
      )}
      {details && <Details text={details} />}
    </div>
  )
}

import { Button } from './button.tsx'
import { Details } from './details.tsx'
import styles from './error-problem.module.css'
import { Problem } from './problem.tsx'

/** An error in words, with what can be done about it and what the other side said. */
export interface ErrorProps {
  readonly title: string
  readonly advice: string
  readonly action?: { readonly label: string; readonly onSelect: () => void }
  readonly details?: string
}

function ActionButton({ action }: { readonly action: ErrorProps['action'] }) {
  return (
    action && (
      <Button size="small" onClick={action.onSelect}>
        {action.label}
      </Button>
    )
  )
}

/** In the place that it belongs to. */
export function ErrorProblem({ title, advice, action, details }: ErrorProps) {
  return (
    <Problem action={action && <ActionButton action={action} />} details={details}>
      {title} {advice}
    </Problem>
  )
}

/** In the footer of a dialog, beside its buttons: one of those tries again. */
export function ErrorLine({ title, advice, action, details }: ErrorProps) {
  return (
    <div role="alert" className={styles.line}>
      <span className={styles.failed}>{title}</span> {advice}
      {action && (
        <div className={styles.action}>
          <ActionButton action={action} />
        </div>
      )}
      {details && <Details text={details} />}
    </div>
  )
}

import type { Session } from '../../../shared/domain/session.ts'
import { useShowError } from '../../state/error-actions.ts'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import styles from './console-pane.module.css'
import type { ConsoleProblem } from './run-on-screen.ts'

interface ConsoleFailureProps {
  readonly problem: ConsoleProblem
  readonly session: Session
}

/** What a terminal cannot hold of an error: what to do, and the words of the server behind Details. */
export function ConsoleFailure({ problem: { error, what }, session }: ConsoleFailureProps) {
  const show = useShowError()
  return (
    <div className={styles.problem}>
      <ErrorProblem {...show(error, what, { session })} />
    </div>
  )
}

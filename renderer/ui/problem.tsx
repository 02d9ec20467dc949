import type { ReactNode } from 'react'
import { Details } from './details.tsx'
import { Icon } from './icon.tsx'
import { WarningIcon } from './icons.ts'
import styles from './problem.module.css'

interface ProblemProps {
  /** What happened, why, and what to do. */
  readonly children: ReactNode
  readonly action?: ReactNode
  /** The other side's own words and its status, folded. */
  readonly details?: string | undefined
}

/** An error in the place that it belongs to. */
export function Problem({ children, action, details }: ProblemProps) {
  return (
    <div className={styles.problem} role="alert">
      <Icon of={WarningIcon} size={14} tone="err" />
      <div className={styles.words}>
        <p>{children}</p>
        {action && <div className={styles.action}>{action}</div>}
        {details && <Details text={details} />}
      </div>
    </div>
  )
}

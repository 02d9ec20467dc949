import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './empty.module.css'

interface EmptyProps {
  readonly children: ReactNode
  /** What to do about it. */
  readonly action?: ReactNode
  /** In the middle of a large region instead of at the top of a list. */
  readonly centred?: boolean
}

/** A region with nothing in it says so, and what would fill it. */
export function Empty({ children, action, centred = false }: EmptyProps) {
  return (
    <div className={classNames(styles.empty, centred && styles.centred)}>
      <p>{children}</p>
      {action && <div className={styles.action}>{action}</div>}
    </div>
  )
}

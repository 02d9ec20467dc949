import type { ReactNode } from 'react'
import styles from './pane-head.module.css'

interface PaneHeadProps {
  readonly title: string
  /** Behind the title: a count, "as of 13:58:07". */
  readonly note?: ReactNode
  readonly children?: ReactNode
  readonly id?: string
}

/** The 36 px line above a pane of the side bar, with its buttons at the right. */
export function PaneHead({ title, note, children, id }: PaneHeadProps) {
  return (
    <div className={styles.head}>
      <h2 className={styles.title} id={id}>
        {title}
      </h2>
      {note !== undefined && <span className={styles.note}>{note}</span>}
      <span className={styles.tools}>{children}</span>
    </div>
  )
}

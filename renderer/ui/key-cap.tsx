import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './key-cap.module.css'

interface KeyCapProps {
  readonly children: ReactNode
  /** Without a border. */
  readonly plain?: boolean
  /** Read by screen readers; otherwise it is an aside of a button, which they skip. */
  readonly spoken?: boolean
}

/** A key as it is printed on the keyboard. */
export function KeyCap({ children, plain = false, spoken = false }: KeyCapProps) {
  return (
    <kbd aria-hidden={spoken ? undefined : true} className={classNames(styles.key, plain && styles.plain)}>
      {children}
    </kbd>
  )
}

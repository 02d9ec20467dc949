import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './key-cap.module.css'

/** A key as it is printed on the keyboard. Read as part of what it stands in, so screen readers skip it. */
export function KeyCap({ children, plain = false }: { readonly children: ReactNode; readonly plain?: boolean }) {
  return (
    <kbd aria-hidden className={classNames(styles.key, plain && styles.plain)}>
      {children}
    </kbd>
  )
}

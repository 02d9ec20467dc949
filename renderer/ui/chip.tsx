import type { ReactNode } from 'react'
import styles from './chip.module.css'
import { classNames } from './class-names.ts'
import tones from './tone.module.css'

interface ChipProps {
  readonly tone?: 'quiet' | 'ok' | 'warn' | 'err'
  readonly children: ReactNode
}

/** A small fact in a pill. */
export function Chip({ tone = 'quiet', children }: ChipProps) {
  return <span className={classNames(styles.chip, tones[tone])}>{children}</span>
}

import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import type { Tone } from './icon.tsx'
import { Icon } from './icon.tsx'
import { ConnectionLostIcon, InfoIcon, WarningIcon } from './icons.ts'
import styles from './notice-bar.module.css'

interface NoticeBarProps {
  /** Makes it a landmark of this name: for a bar that lies in no other one. */
  readonly label?: string
  readonly tone: 'accent' | 'warn' | 'err'
  /** A connection that is lost has a picture of its own. */
  readonly lost?: boolean
  /** What happened, in bold. */
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

const icons = { accent: InfoIcon, warn: WarningIcon, err: WarningIcon } as const

/** One line for what holds for the whole region below it. Goes when its cause goes. */
export function NoticeBar({ label, tone, lost = false, title, children, actions }: NoticeBarProps) {
  const iconTone: Tone = tone
  return (
    <div
      className={classNames(styles.bar, styles[tone])}
      {...(label === undefined ? {} : { role: 'region', 'aria-label': label })}
    >
      <Icon of={lost ? ConnectionLostIcon : icons[tone]} tone={iconTone} />
      {/* No paragraph: it may hold Details, which is a block. */}
      <div className={styles.words}>
        <b>{title}</b> {children}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}

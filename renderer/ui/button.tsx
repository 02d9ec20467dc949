import type { LucideIcon } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { KeyCap } from './key-cap.tsx'

interface ButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'className' | 'type'> {
  /** primary: the one main action of a region · danger: ends something for good · quiet: without a border. */
  readonly variant?: 'primary' | 'plain' | 'quiet' | 'danger'
  /** small (24 px) in bars. */
  readonly size?: 'normal' | 'small'
  readonly icon?: LucideIcon
  /** The key that does the same, as the person reads it: "Ctrl ↵". */
  readonly keys?: string | undefined
  readonly type?: 'button' | 'submit'
  readonly children: ReactNode
}

/** A button with words. Buttons are verbs; "…" only when a dialog follows. */
export function Button({
  variant = 'plain',
  size = 'normal',
  icon,
  keys,
  type = 'button',
  children,
  ...rest
}: ButtonProps) {
  return (
    <button type={type} className={classNames(styles.button, styles[variant], styles[size])} {...rest}>
      {icon && <Icon of={icon} size={size === 'small' ? 14 : 16} />}
      <span className={styles.words}>{children}</span>
      {keys && <KeyCap plain={variant === 'primary' || variant === 'danger'}>{keys}</KeyCap>}
    </button>
  )
}

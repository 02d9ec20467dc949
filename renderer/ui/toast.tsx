import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Details } from './details.tsx'
import { Icon } from './icon.tsx'
import { IconButton } from './icon-button.tsx'
import { CloseIcon, InfoIcon, WarningIcon } from './icons.ts'
import styles from './toast.module.css'

interface ToastProps {
  readonly tone: 'accent' | 'err'
  readonly children: ReactNode
  readonly action?: { readonly label: string; readonly onSelect: () => void } | undefined
  /** The other side's own words, folded. */
  readonly details?: string | undefined
  readonly onClose: () => void
}

/** What was done elsewhere, or can be undone. How long it stays is its list's business. */
export function Toast({ tone, children, action, details, onClose }: ToastProps) {
  return (
    <li className={styles.toast}>
      <Icon of={tone === 'err' ? WarningIcon : InfoIcon} tone={tone} />
      <div className={styles.words}>
        <p>{children}</p>
        {details && <Details text={details} />}
      </div>
      {action && (
        <Button size="small" variant="quiet" onClick={action.onSelect}>
          {action.label}
        </Button>
      )}
      <IconButton icon={CloseIcon} label="Close" size={14} onClick={onClose} />
    </li>
  )
}

import { Dialog as Base } from '@base-ui/react/dialog'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import { useId } from 'react'
import { classNames } from './class-names.ts'
import styles from './dialog.module.css'
import float from './float.module.css'
import { IconButton } from './icon-button.tsx'
import { CloseIcon } from './icons.ts'

interface DialogProps {
  readonly title: string
  /** Read after the title by screen readers and shown above the body. */
  readonly description?: ReactNode
  /** px; narrower windows narrow it. */
  readonly width?: number
  /** At the left of the footer: what will happen, or what is happening. */
  readonly status?: ReactNode
  /** At the right of the footer, the primary one last. */
  readonly actions: ReactNode
  /** Esc, ×, or Cancel. */
  readonly onClose: () => void
  /** Ctrl/⌘+Enter. */
  readonly onPrimary?: (() => void) | undefined
  /** Where focus starts; the first field otherwise. It goes back to where it came from. */
  readonly initialFocus?: RefObject<HTMLElement | null> | undefined
  /** Where focus goes afterwards, when what had it is gone; a function's `true` is where it came from. */
  readonly finalFocus?: RefObject<HTMLElement | null> | (() => HTMLElement | true) | undefined
  /** For a question about an end: screen readers read all of it at once. */
  readonly alert?: boolean
  readonly children?: ReactNode
}

/** One dialog at a time, below the title bar. Drawn while it is open: the caller takes it away to close it. */
export function Dialog({
  title,
  description,
  width = 560,
  status,
  actions,
  onClose,
  onPrimary,
  initialFocus,
  finalFocus,
  alert = false,
  children,
}: DialogProps) {
  const statusId = useId()
  // What will happen stands for a description where there is none.
  const described = !description && status ? { 'aria-describedby': statusId } : {}
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !onPrimary) return
    event.preventDefault()
    onPrimary()
  }
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()} disablePointerDismissal>
      <Base.Portal>
        <Base.Backdrop className={classNames(float.veil, styles.veil)} />
        <Base.Viewport className={float.viewport}>
          <Base.Popup
            className={styles.popup}
            style={{ width }}
            onKeyDown={onKeyDown}
            {...described}
            {...(alert ? { role: 'alertdialog' } : {})}
            {...(initialFocus ? { initialFocus } : {})}
            {...(finalFocus ? { finalFocus } : {})}
          >
            <div className={styles.header}>
              <Base.Title className={styles.title}>{title}</Base.Title>
            </div>
            <div className={styles.body}>
              {description && <Base.Description className={styles.description}>{description}</Base.Description>}
              {children}
            </div>
            <div className={styles.footer}>
              <div id={statusId} className={styles.status}>
                {status}
              </div>
              {actions}
            </div>
            {/* Last in order, so that focus starts in the first field; drawn in the header's corner. */}
            <div className={styles.close}>
              <IconButton icon={CloseIcon} label="Close" keys="Esc" onClick={onClose} />
            </div>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}

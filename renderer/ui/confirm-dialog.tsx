import type { ReactNode } from 'react'
import { useRef, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field } from './field.tsx'
import { TextInput } from './text-input.tsx'

interface ConfirmDialogProps {
  /** The question: "Delete air-quality?" */
  readonly title: string
  /** What goes and what stays. */
  readonly children: ReactNode
  /** The verb with its object: "Delete session". */
  readonly action: string
  readonly danger?: boolean
  /** Where undo is impossible: this has to be typed first. */
  readonly typeToConfirm?: string
  readonly keys?: string | undefined
  readonly busy?: boolean
  /** At the left of the footer: what went wrong, or what is under way. */
  readonly status?: ReactNode
  readonly width?: number
  /** Between the words and what is to be typed: a choice that goes with the answer. */
  readonly body?: ReactNode
  /** Another button before Cancel. */
  readonly more?: ReactNode
  /** Where focus goes afterwards, where that may be gone where it came from. */
  readonly finalFocus?: () => HTMLElement | true
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** A question with Cancel and one answer. A dangerous one starts on Cancel. */
export function ConfirmDialog({
  title,
  children,
  action,
  danger = false,
  typeToConfirm,
  keys,
  busy = false,
  status,
  width = 440,
  body,
  more,
  finalFocus,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const cancel = useRef<HTMLButtonElement>(null)
  const confirm = useRef<HTMLButtonElement>(null)
  const [typed, setTyped] = useState('')
  const allowed = !busy && (typeToConfirm === undefined || typed.trim() === typeToConfirm)
  return (
    <Dialog
      title={title}
      description={children}
      alert
      width={width}
      status={status}
      onClose={onClose}
      onPrimary={allowed ? onConfirm : undefined}
      initialFocus={danger ? cancel : confirm}
      finalFocus={finalFocus}
      actions={
        <>
          {more}
          <Button ref={cancel} onClick={onClose}>
            Cancel
          </Button>
          <Button
            ref={confirm}
            variant={danger ? 'danger' : 'primary'}
            keys={keys}
            disabled={!allowed}
            onClick={onConfirm}
          >
            {action}
          </Button>
        </>
      }
    >
      {body}
      {typeToConfirm !== undefined && (
        <Field label={`Type ${typeToConfirm} to confirm`} stacked>
          {(control) => <TextInput {...control} value={typed} onChange={setTyped} disabled={busy} />}
        </Field>
      )}
    </Dialog>
  )
}

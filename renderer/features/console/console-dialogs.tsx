import { useState } from 'react'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { toErrorData } from '../../../shared/domain/errors.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores } from '../../state/provider.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ErrorLine } from '../../ui/error-problem.tsx'
import styles from './console-pane.module.css'

/** Asks before an address from a program's output is opened, and names where it leads: the text on it can lie. */
export function OpenLinkDialog({ url, onClose }: { readonly url: URL; readonly onClose: () => void }) {
  const { app } = useStores()
  const [problem, setProblem] = useState<ErrorData>()
  const show = useShowError()
  return (
    <ConfirmDialog
      title={`Open ${url.host}?`}
      action="Open in the browser"
      status={problem && <ErrorLine {...show(problem, 'The address was not opened')} />}
      onClose={onClose}
      onConfirm={() => {
        app
          .getState()
          .openExternal(url.href)
          .then(onClose, (thrown: unknown) => setProblem(toErrorData(thrown)))
      }}
    >
      A program in the sandbox wrote this address: <span className={styles.address}>{url.href}</span>
    </ConfirmDialog>
  )
}

interface PasteDialogProps {
  readonly text: string
  readonly onAnswer: (take: boolean) => void
}

/** Asks before several lines are put into a console. */
export function PasteDialog({ text, onAnswer }: PasteDialogProps) {
  const lines = text.split('\n')
  return (
    <ConfirmDialog
      title={`Paste ${lines.length} lines?`}
      action="Paste"
      onClose={() => onAnswer(false)}
      onConfirm={() => onAnswer(true)}
    >
      They become one command, which runs when you press Enter.
      <span className={styles.pasted}>{lines.slice(0, 8).join('\n') + (lines.length > 8 ? '\n…' : '')}</span>
    </ConfirmDialog>
  )
}

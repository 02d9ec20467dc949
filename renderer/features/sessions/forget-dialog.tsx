import { useStores } from '../../state/provider.tsx'
import { useAttempt } from '../../state/use-attempt.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { formatDate } from '../../ui/format.ts'
import type { Ended } from './bring-back.ts'
import { FailedLine } from './failed-line.tsx'
import { recordWords } from './leaving-words.ts'
import { useHoldings } from './use-holdings.ts'

interface ForgetDialogProps {
  readonly session: Ended & { readonly restorable?: true }
  /** ms: until when it could come back, where that is known. */
  readonly keptUntil?: number
  /** Absent: the dialog closes. */
  readonly onClose?: () => void
}

/** Asks before the last of a session goes: its record here, and its files where its server keeps them still. */
export function ForgetDialog({ session, keptUntil, onClose }: ForgetDialogProps) {
  const { sessions, dialogs, notices } = useStores()
  const close = onClose ?? (() => dialogs.getState().close())
  const { connectionId, sessionId, name } = session
  const holdings = useHoldings([session])
  const hasFiles = session.restorable || keptUntil !== undefined
  const { busy, error, begin } = useAttempt(
    () => sessions.getState().forget({ connectionId, sessionId }),
    () => {
      notices.getState().announce(`${name}: forgotten`)
      close()
    },
  )
  return (
    <ConfirmDialog
      title={`Forget ${name}?`}
      action="Forget session"
      danger
      typeToConfirm={name}
      busy={busy}
      status={error && <FailedLine error={error} session={session} what={`${name} was not forgotten`} />}
      onConfirm={() => void begin()}
      onClose={close}
    >
      This is final. {hasFiles ? '' : 'Its server no longer has it. '}Goes:{' '}
      {hasFiles && `its files${keptUntil === undefined ? '' : `, kept until ${formatDate(keptUntil)} otherwise`}; `}its
      name, and on this computer {recordWords(holdings)}.
    </ConfirmDialog>
  )
}

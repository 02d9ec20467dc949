import type { Session } from '../../../shared/domain/session.ts'
import { useStores } from '../../state/provider.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { FailedLine } from './failed-line.tsx'
import { useWorkflow } from './use-workflow.ts'

/** Asks before the record of a session that its server no longer has goes too. */
export function ForgetDialog({ session }: { readonly session: Session }) {
  const { sessions, dialogs, notices } = useStores()
  const close = () => dialogs.getState().close()
  const { busy, error, begin } = useWorkflow(
    () => sessions.getState().forget({ connectionId: session.connectionId, sessionId: session.sessionId }),
    () => {
      notices.getState().announce(`${session.name}: forgotten`)
      close()
    },
  )
  return (
    <ConfirmDialog
      title={`Forget ${session.name}?`}
      action="Forget session"
      danger
      typeToConfirm={session.name}
      busy={busy}
      status={error && <FailedLine error={error} session={session} what={`${session.name} was not forgotten`} />}
      onConfirm={() => void begin()}
      onClose={close}
    >
      This is final. Its server no longer has it. Goes: its name, and the edits of it that are kept on this computer.
    </ConfirmDialog>
  )
}

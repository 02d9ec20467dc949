import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { useAttempt } from '../../state/use-attempt.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ErrorLine } from '../../ui/error-problem.tsx'

/** Asks before a server is forgotten. Nothing on it changes. */
export function RemoveConnectionDialog({ connectionId }: { readonly connectionId: string }) {
  const { connections, sessions, dialogs } = useStores()
  const name = useSubject('connections', (state) => state.list?.find(({ id }) => id === connectionId)?.name)
  const show = useShowError()
  const close = () => dialogs.getState().close()
  const { busy, error, begin } = useAttempt(async () => {
    await connections.getState().remove(connectionId)
    if (sessions.getState().front?.connectionId === connectionId) sessions.getState().select(undefined)
  }, close)

  return (
    <ConfirmDialog
      title={`Remove ${name ?? 'this server'}?`}
      action="Remove server"
      busy={busy}
      status={error && <ErrorLine {...show(error, 'It was not removed', { connectionId })} />}
      onConfirm={() => void begin()}
      onClose={close}
    >
      Its sessions go on there. The edits of them that are kept on this computer stay, and are shown again when you
      connect to it again.
    </ConfirmDialog>
  )
}

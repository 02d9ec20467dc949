import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { useAttempt } from '../../state/use-attempt.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { FailedLine } from './failed-line.tsx'
import { ProgressLine } from './progress-line.tsx'

/** Asks before the sandbox of a session is given back. */
export function LetGoDialog({ session }: { readonly session: Session }) {
  const stores = useStores()
  const { sessions, dialogs, notices } = stores
  const sandboxId = session.server?.sandboxId
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === session.connectionId))
  const running = useSubject(
    'runs',
    (state) => (state.sessions[sessionKey(session)]?.runs ?? []).filter(isUnderWay).length,
  )
  const isForeign = session.foreignSandbox === true
  const keepsFiles = connection?.facts?.keeps.includes('workspace') ?? false
  const server = connection?.kind === 'local' ? 'This computer' : (connection?.name ?? 'This server')
  const close = () => dialogs.getState().close()
  const { busy, error, begin } = useAttempt(
    () =>
      sessions
        .getState()
        .letGo(
          { connectionId: session.connectionId, sessionId: session.sessionId },
          isForeign ? { releaseForeign: true } : {},
        ),
    () => {
      notices.getState().announce(`${session.name}: its sandbox was given back`)
      close()
    },
  )
  const runs = running === 0 ? '' : `, with ${running === 1 ? '1 run' : `${running} runs`} under way`
  return (
    <ConfirmDialog
      title={`Give back the sandbox of ${session.name}?`}
      action="Give sandbox back"
      danger={isForeign || !keepsFiles}
      busy={busy}
      status={
        busy ? (
          <ProgressLine session={session} waiting="Giving it back…" />
        ) : (
          error && (
            <FailedLine error={error} session={session} what={`The sandbox of ${session.name} was not given back`} />
          )
        )
      }
      more={
        sandboxId !== undefined && (
          <CopyMenu
            texts={copyTexts([{ name: 'release_sandbox', sandboxId }], connection, stores)}
            onDone={sayCopied(stores)}
          />
        )
      }
      onConfirm={() => void begin()}
      onClose={close}
    >
      {isForeign && 'It was not acquired here: whoever did may be working in it. '}
      Goes: every process in it{runs}
      {keepsFiles
        ? `. Stays: the session with its files, which ${server} keeps, and edits that are kept on this computer.`
        : `, and all files in /workspace, which ${server} does not keep. Stays: the session, and edits that are kept on this computer.`}
    </ConfirmDialog>
  )
}

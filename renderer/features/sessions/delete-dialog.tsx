import { useId, useState } from 'react'
import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { FailedLine } from './failed-line.tsx'
import { ProgressLine } from './progress-line.tsx'
import { ReleaseForeign } from './release-foreign.tsx'
import { useWorkflow } from './use-workflow.ts'

/** Asks before a session goes for good. */
export function DeleteDialog({ session }: { readonly session: Session }) {
  const stores = useStores()
  const { sessions, dialogs, notices } = stores
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === session.connectionId))
  const calls = [{ name: 'delete_session', sessionId: session.sessionId }] as const
  const running = useSubject(
    'runs',
    (state) => (state.sessions[sessionKey(session)]?.runs ?? []).filter(isUnderWay).length,
  )
  const [releaseForeign, setReleaseForeign] = useState(false)
  const switchId = useId()
  const close = () => dialogs.getState().close()
  const { busy, error, begin } = useWorkflow(
    () =>
      sessions
        .getState()
        .delete(
          { connectionId: session.connectionId, sessionId: session.sessionId },
          releaseForeign ? { releaseForeign } : {},
        ),
    () => {
      notices.getState().announce(`${session.name}: deleted`)
      close()
    },
  )
  const runs =
    running === 0 ? '' : running === 1 ? ' and 1 run that is under way' : ` and ${running} runs that are under way`
  return (
    <ConfirmDialog
      title={`Delete ${session.name}?`}
      action="Delete session"
      danger
      typeToConfirm={session.name}
      body={
        session.foreignSandbox && (
          <ReleaseForeign id={switchId} checked={releaseForeign} disabled={busy} onChange={setReleaseForeign} />
        )
      }
      busy={busy}
      status={
        busy ? (
          <ProgressLine session={session} waiting="Deleting…" />
        ) : (
          error && <FailedLine error={error} session={session} what={`${session.name} was not deleted`} />
        )
      }
      more={<CopyMenu texts={copyTexts(calls, connection, stores)} onDone={sayCopied(stores)} />}
      onConfirm={() => void begin()}
      onClose={close}
    >
      This is final. Goes: the session, {session.foreignSandbox ? 'not its sandbox' : 'its sandbox'}
      {runs}, all files in /workspace, and the edits of it that are kept on this computer.
    </ConfirmDialog>
  )
}

import { useId, useState } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { useAttempt } from '../../state/use-attempt.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { offerUndo } from './bring-back.ts'
import { FailedLine } from './failed-line.tsx'
import { Leaving } from './leaving.tsx'
import { keptUntil, leavingWords } from './leaving-words.ts'
import { ProgressLine } from './progress-line.tsx'
import { ReleaseForeign } from './release-foreign.tsx'
import { useHoldings } from './use-holdings.ts'

/** Asks before a session is deleted: what goes, what stays, and until when it can come back. */
export function DeleteDialog({ session }: { readonly session: Session }) {
  const stores = useStores()
  const { sessions, dialogs, notices } = stores
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === session.connectionId))
  const calls = [{ name: 'delete_session', sessionId: session.sessionId }] as const
  const holdings = useHoldings([session])
  const [now] = useState(Date.now)
  const until = keptUntil(connection, now)
  const [releaseForeign, setReleaseForeign] = useState(false)
  const switchId = useId()
  const close = () => dialogs.getState().close()
  const { connectionId, sessionId, name } = session
  const { busy, error, begin } = useAttempt(
    async () => {
      const { front } = sessions.getState()
      const wasFront = front !== undefined && sessionKey(front) === sessionKey(session)
      await sessions.getState().delete({ connectionId, sessionId }, releaseForeign ? { releaseForeign } : {})
      if (until === undefined) notices.getState().announce(`${name}: deleted`)
      else offerUndo(stores, [{ connectionId, sessionId, name }], wasFront ? front : undefined)
    },
    () => close(),
  )
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      action="Delete session"
      danger
      {...(until === undefined ? { typeToConfirm: name } : {})}
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
          error && <FailedLine error={error} session={session} what={`${name} was not deleted`} />
        )
      }
      more={<CopyMenu texts={copyTexts(calls, connection, stores)} onDone={sayCopied(stores)} />}
      onConfirm={() => void begin()}
      onClose={close}
    >
      <Leaving words={leavingWords({ sessions: [session], holdings, keptUntil: until, releaseForeign })} />
    </ConfirmDialog>
  )
}

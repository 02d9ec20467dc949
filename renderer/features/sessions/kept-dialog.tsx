import { useState } from 'react'
import type { KeptSession } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { describeError } from '../../state/describe-error.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { formatCount, formatDate, formatSize, formatTime } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { ArchiveIcon, DeleteIcon } from '../../ui/icons.ts'
import { Problem } from '../../ui/problem.tsx'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { revive } from './bring-back.ts'
import { ForgetDialog } from './forget-dialog.tsx'
import styles from './kept-dialog.module.css'
import { useKept } from './use-kept.ts'

/** Sessions that were deleted or have expired, and can come back: the place to find them after the toast has gone. */
export function KeptDialog() {
  const { dialogs } = useStores()
  const { sessions, error, refresh } = useKept()
  const [forgetting, setForgetting] = useState<KeptSession>()
  const close = () => dialogs.getState().close()
  if (forgetting) {
    const back = () => {
      setForgetting(undefined)
      void refresh()
    }
    return <ForgetDialog session={forgetting} keptUntil={forgetting.keptUntil} onClose={back} />
  }
  const words = error && describeError(error, 'The sessions that are kept could not be read')
  return (
    <Dialog
      title="Deleted and expired sessions"
      width={640}
      onClose={close}
      onPrimary={close}
      status="What is not forgotten sooner goes by itself at the end of its time."
      actions={
        <Button variant="primary" onClick={close}>
          Close
        </Button>
      }
    >
      {words && (
        <Problem
          details={words.details}
          action={
            <Button size="small" onClick={() => void refresh()}>
              Try again
            </Button>
          }
        >
          {words.title} {words.advice}
        </Problem>
      )}
      {!sessions && !error && <Waiting words="Asking for the sessions that are kept…" rows={3} rowHeight={42} />}
      {sessions?.length === 0 && <p className={styles.none}>None. A session that is deleted here stays for a while.</p>}
      {sessions && sessions.length > 0 && (
        <ul className={styles.list}>
          {sessions.map((session) => (
            <KeptLine key={sessionKey(session)} session={session} onForget={() => setForgetting(session)} />
          ))}
        </ul>
      )}
    </Dialog>
  )
}

function KeptLine({ session, onForget }: { readonly session: KeptSession; readonly onForget: () => void }) {
  const stores = useStores()
  const [busy, setBusy] = useState(false)
  const own = useSubject('connections', (state) => state.list?.find(({ id }) => id === session.connectionId)?.userId)
  const { name, because, endedAt, keptUntil, bytes, runs, drafts, server } = session

  async function bringBack(): Promise<void> {
    setBusy(true)
    // It comes to the front, and so does what there is to say when it does not come.
    stores.dialogs.getState().close()
    await revive(stores, session)
  }

  const figures = [
    bytes === undefined ? 'size unknown' : formatSize(bytes),
    ...(runs > 0 ? [`${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`] : []),
    ...(drafts > 0 ? [`${formatCount(drafts)} ${drafts === 1 ? 'edit' : 'edits'}`] : []),
    ...(own !== undefined && server.userId !== own ? [`of ${server.userId}`] : []),
  ]
  return (
    <li className={styles.line}>
      <span className={styles.glyph}>
        {because === 'deleted' ? <Icon of={DeleteIcon} /> : <StatusGlyph name="expired" />}
      </span>
      <span className={styles.name}>{name}</span>
      <span className={styles.words}>
        {because === 'deleted' ? 'Deleted' : 'Expired'} {formatDate(endedAt)}, {formatTime(endedAt)} · kept until{' '}
        {formatDate(keptUntil)}
        {figures.map((figure) => ` · ${figure}`)}
      </span>
      <span className={styles.actions}>
        <Button
          size="small"
          icon={ArchiveIcon}
          aria-label={`Revive ${name}`}
          disabled={busy}
          onClick={() => void bringBack()}
        >
          Revive
        </Button>
        <Button
          size="small"
          variant="quiet"
          icon={DeleteIcon}
          aria-label={`Forget ${name}…`}
          disabled={busy}
          onClick={onForget}
        >
          Forget…
        </Button>
      </span>
    </li>
  )
}

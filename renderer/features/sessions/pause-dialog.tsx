import type { ReactNode } from 'react'
import { useId, useRef, useState } from 'react'
import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { useAttempt } from '../../state/use-attempt.ts'
import { Button } from '../../ui/button.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeptHereIcon, OkIcon, WarningIcon } from '../../ui/icons.ts'
import { FailedLine } from './failed-line.tsx'
import styles from './pause-dialog.module.css'
import { ProgressLine } from './progress-line.tsx'
import { ReleaseForeign } from './release-foreign.tsx'

/** Asks before pausing, and says what stays and what ends. */
export function PauseDialog({ session }: { readonly session: Session }) {
  const stores = useStores()
  const { sessions, dialogs, notices } = stores
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === session.connectionId))
  const running = useSubject(
    'runs',
    (state) => (state.sessions[sessionKey(session)]?.runs ?? []).filter(isUnderWay).length,
  )
  const [releaseForeign, setReleaseForeign] = useState(false)
  const switchId = useId()
  const primary = useRef<HTMLButtonElement>(null)
  const keys = useKeyLabel('run')
  const close = () => dialogs.getState().close()
  const { busy, error, begin } = useAttempt(
    () =>
      sessions
        .getState()
        .pause(
          { connectionId: session.connectionId, sessionId: session.sessionId },
          releaseForeign ? { releaseForeign } : {},
        ),
    () => {
      notices.getState().announce(`${session.name}: paused`)
      close()
    },
  )
  const keepsFiles = connection?.facts?.keeps.includes('workspace') ?? false
  const server = connection?.kind === 'local' ? 'This computer' : (connection?.name ?? 'This server')

  return (
    <Dialog
      title={`Pause ${session.name}`}
      width={560}
      onClose={close}
      onPrimary={() => void begin()}
      initialFocus={primary}
      status={
        busy ? (
          <ProgressLine session={session} waiting="Pausing…" />
        ) : error ? (
          <FailedLine error={error} session={session} what={`${session.name} was not paused`} />
        ) : (
          <>
            {keepsFiles ? 'Resume brings it back' : 'Resume gives it a new sandbox, without these files,'} until it
            expires.
          </>
        )
      }
      actions={
        <>
          <CopyMenu
            texts={copyTexts([{ name: 'pause_session', sessionId: session.sessionId }], connection, stores)}
            onDone={sayCopied(stores)}
          />
          <Button onClick={close}>{busy ? 'Close' : 'Cancel'}</Button>
          <Button
            ref={primary}
            variant={keepsFiles ? 'primary' : 'danger'}
            keys={keys}
            disabled={busy}
            onClick={() => void begin()}
          >
            {error ? 'Try again' : 'Pause now'}
          </Button>
        </>
      }
    >
      <div className={styles.columns}>
        <section>
          <h3 className={styles.title}>
            <Icon of={KeptHereIcon} tone="ok" /> Stays
          </h3>
          <ul>
            {keepsFiles && <Line ok>Files in /workspace: {server} keeps them with the session</Line>}
            <Line ok>Edits that are not saved: on this computer</Line>
          </ul>
        </section>
        <section>
          <h3 className={styles.title}>
            <Icon of={WarningIcon} tone="warn" /> Ends
          </h3>
          <ul>
            {!keepsFiles && (
              <Line>All files in /workspace: {server} does not keep them. Save a copy of what you need first</Line>
            )}
            <Line>
              {running > 0
                ? `Processes, and with them ${running === 1 ? '1 run that is under way' : `${running} runs that are under way`}`
                : 'Processes'}
            </Line>
            <Line>Variables</Line>
            <Line>Files outside /workspace, and installed packages</Line>
          </ul>
        </section>
      </div>
      {session.foreignSandbox && (
        <ReleaseForeign id={switchId} checked={releaseForeign} disabled={busy} onChange={setReleaseForeign} />
      )}
    </Dialog>
  )
}

function Line({ ok = false, children }: { readonly ok?: boolean; readonly children: ReactNode }) {
  return (
    <li className={styles.line}>
      {ok ? <Icon of={OkIcon} size={14} tone="ok" /> : <span aria-hidden className={styles.dash} />}
      <span>{children}</span>
    </li>
  )
}

import type { SessionRef } from '../../../shared/domain/session.ts'
import { consolesOf } from '../../state/consoles.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { useAttempt } from '../../state/use-attempt.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ErrorLine } from '../../ui/error-problem.tsx'
import { formatTook } from '../../ui/format.ts'
import { useNow } from '../../ui/use-now.ts'
import { runningIn } from './console-actions.ts'
import styles from './console-pane.module.css'
import { shownCommand } from './shown-command.ts'

interface ConsoleDialogProps {
  readonly session: SessionRef
  readonly consoleId: string
}

/** Asks before a console is closed in which something runs. */
export function CloseConsoleDialog({ session, consoleId }: ConsoleDialogProps) {
  const { consoles, runs, dialogs } = useStores()
  const show = useShowError()
  const name = useSubject('consoles', (state) =>
    consolesOf(state, session).consoles.find(({ id }) => id === consoleId),
  )?.name
  const run = useSubject('runs', (state) => runningIn(state, session, consoleId))
  const now = useNow(1000)
  const { busy, error, begin } = useAttempt(async () => {
    if (run) await runs.getState().stop(run.id)
  }, close)

  function close(): void {
    consoles.getState().wantFocus(true)
    dialogs.getState().close()
    consoles.getState().close(session, consoleId)
  }

  return (
    <ConfirmDialog
      title={`Close ${name ?? 'this console'}?`}
      action={run ? 'Stop and close' : 'Close'}
      danger={run !== undefined}
      busy={busy}
      status={error && <ErrorLine {...show(error, 'It was not stopped', { session })} />}
      more={
        run && (
          <Button disabled={busy} onClick={close}>
            Close, let it run
          </Button>
        )
      }
      onConfirm={() => void begin()}
      onClose={() => dialogs.getState().close()}
    >
      {run ? (
        <>
          <span className={styles.address}>{shownCommand(run.title)}</span> is running in it
          {run.state.name === 'running' && ` (${formatTook(Math.max(0, now - run.state.since))})`}. Left to run, it goes
          on in the sandbox, and its output is kept in Runs.
        </>
      ) : (
        'What ran in it has ended. Its output is kept in Runs.'
      )}
    </ConfirmDialog>
  )
}

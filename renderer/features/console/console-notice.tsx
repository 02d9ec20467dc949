import type { Session } from '../../../shared/domain/session.ts'
import { useSubject } from '../../state/provider.tsx'
import { formatClock } from '../../ui/format.ts'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import styles from './console-pane.module.css'

/** Why nothing can be typed in the consoles of a session now. Nothing while it can. */
export function ConsoleNotice({ session }: { readonly session: Session }) {
  const link = useSubject('link', (state) => state.status)
  const since = useSubject('link', (state) => state.since)
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === session.connectionId))
  if (link === 'lost')
    return (
      <Lost title={`Program lost at ${formatClock(since)}.`}>
        What runs in the sandbox goes on. It is shown here again when the program answers. Input is off until then.
      </Lost>
    )
  if (session.status === 'unknown') {
    const at = connection?.lastAnswerAt
    return (
      <Lost title={at === undefined ? 'Connection lost.' : `Connection lost ${formatClock(at)}.`}>
        A command that runs goes on in the sandbox; what became of it is looked up when the server answers. Input is off
        until then.
      </Lost>
    )
  }
  const reason = reasons[session.status]
  return reason === undefined ? null : (
    <div className={styles.off} role="status">
      Input is off: {reason}
    </div>
  )
}

/** The line above the work says more, and what to do. */
const reasons: Readonly<Partial<Record<Session['status'], string>>> = {
  creating: 'the session is being created.',
  paused: 'the session is paused. What was typed here is shown, and goes on when it is resumed.',
  expired: 'the session has expired. What was typed here is kept on this computer.',
  gone: 'the session is not on its server any more. What was typed here is kept on this computer.',
}

/** A line across the pane. */
function Lost({ title, children }: { readonly title: string; readonly children: string }) {
  return (
    <div role="status">
      <NoticeBar tone="warn" lost title={title}>
        {children}
      </NoticeBar>
    </div>
  )
}

import { useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { formatClock } from '../../ui/format.ts'
import styles from './notices-dialog.module.css'

/** Everything that was said at the bottom right since the window opened, the newest first. */
export function NoticesDialog() {
  const { dialogs, notices } = useStores()
  const history = useSubject('notices', (state) => state.history)
  const close = () => dialogs.getState().close()
  return (
    <Dialog
      title="Notices"
      width={560}
      onClose={close}
      status={history.length > 0 ? 'Since this window was opened.' : undefined}
      actions={
        <>
          {history.length > 0 && <Button onClick={() => notices.getState().clearHistory()}>Clear</Button>}
          <Button onClick={close}>Close</Button>
        </>
      }
    >
      {history.length === 0 ? (
        <p className={styles.none}>Nothing was said yet.</p>
      ) : (
        <ul className={styles.list}>
          {[...history].reverse().map((notice) => (
            <li key={notice.id} className={notice.tone === 'err' ? styles.err : undefined}>
              <span className={styles.time}>{formatClock(notice.at)}</span>
              <span className={styles.text}>{notice.text}</span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}

import { sessionKey } from '../../shared/domain/session.ts'
import { useSubject } from '../state/provider.tsx'
import { findSession } from '../state/sessions.ts'
import { Empty } from '../ui/empty.tsx'
import { PaneHead } from '../ui/pane-head.tsx'
import styles from './files-region.module.css'
import { PaneBoundary } from './pane-boundary.tsx'
import { FilesPane } from './panes.ts'

/** The files of the session in front, or why there are none to see. */
export function FilesRegion() {
  const session = useSubject('sessions', (state) => findSession(state.lists, state.front))
  const opened = useSubject('sessions', (state) => session !== undefined && state.opened.has(sessionKey(session)))
  // Files that were read stay visible, dated, while the server does not answer.
  const shows = session && opened && (session.status === 'active' || session.status === 'unknown')
  return (
    <section className={styles.files} aria-label="Files" data-region="files">
      {shows ? (
        <PaneBoundary name="The list of files">
          <FilesPane key={sessionKey(session)} session={session} />
        </PaneBoundary>
      ) : (
        <>
          <PaneHead title="Files" />
          <Empty>
            {!session
              ? 'Open a session to see its files.'
              : session.status === 'paused'
                ? `${session.name} is paused. Resume it to see its files.`
                : session.status === 'active'
                  ? `Files are read when ${session.name} is open.`
                  : `The files of ${session.name} cannot be reached.`}
          </Empty>
        </>
      )}
    </section>
  )
}

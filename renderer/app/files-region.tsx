import { useEffect, useRef } from 'react'
import { sessionKey } from '../../shared/domain/session.ts'
import { rootOf } from '../state/files.ts'
import { useStores, useSubject } from '../state/provider.tsx'
import { findSession } from '../state/sessions.ts'
import { Empty } from '../ui/empty.tsx'
import { PaneHead } from '../ui/pane-head.tsx'
import styles from './files-region.module.css'
import { PaneBoundary } from './pane-boundary.tsx'
import { FilesPane } from './panes.ts'

/** Its sandbox may be another one since: what was read, or could not be, is read again. */
function useReadAgain(): void {
  const { files, sessions } = useStores()
  const front = useSubject('sessions', (state) => state.front)
  const opening = useSubject('sessions', (state) => front !== undefined && state.opening.has(sessionKey(front)))
  const before = useRef({ front, opening })
  useEffect(() => {
    const was = before.current
    before.current = { front, opening }
    if (!front || front !== was.front || !was.opening || opening) return
    const shown = files.getState().sessions[sessionKey(front)]
    const root = shown?.folders[rootOf(shown)]
    // The first reading is the list's own.
    if (!root || root.loadingSince !== undefined) return
    if (sessions.getState().opened.has(sessionKey(front))) void files.getState().refresh(front)
  }, [front, opening, files, sessions])
}

/** The files of the session in front, or why there are none to see. */
export function FilesRegion() {
  const session = useSubject('sessions', (state) => findSession(state.lists, state.front))
  useReadAgain()
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

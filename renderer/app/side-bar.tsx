import { useState } from 'react'
import { SessionsPane } from '../features/sessions/sessions-pane.tsx'
import { useSubject } from '../state/provider.tsx'
import { Sash } from '../ui/sash.tsx'
import { FilesRegion } from './files-region.tsx'
import styles from './side-bar.module.css'
import { useWindowSize } from './use-window-size.ts'

const firstHeight = 300

/** Sessions above files; the line between them moves. */
export function SideBar() {
  const [height, setHeight] = useState(firstHeight)
  const { height: windowHeight } = useWindowSize()
  const max = Math.max(120, windowHeight - 64 - 140)
  const isEmpty = useSubject(
    'sessions',
    (state) => state.loaded && state.lists.every((list) => list.sessions.length === 0),
  )
  return (
    <nav className={styles.side} aria-label="Sessions and files">
      <div className={styles.upper} style={isEmpty ? undefined : { height: Math.min(height, max) }}>
        <SessionsPane />
      </div>
      <Sash
        orientation="horizontal"
        label="Height of the sessions"
        value={Math.min(height, max)}
        min={100}
        max={max}
        initial={firstHeight}
        grows="before"
        onChange={setHeight}
      />
      <FilesRegion />
    </nav>
  )
}

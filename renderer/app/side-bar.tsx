import { useState } from 'react'
import { SessionsPane } from '../features/sessions/sessions-pane.tsx'
import { useSubject } from '../state/provider.tsx'
import { Sash } from '../ui/sash.tsx'
import { FilesRegion } from './files-region.tsx'
import styles from './side-bar.module.css'
import { useWindowSize } from './use-window-size.ts'

/** px: the head, and the least that shows a session. */
const least = 100

/** What the list would take, at most a good half of the side bar. */
function firstHeight(bars: number, heads: number, sessions: number, empty: number, room: number): number {
  return Math.round(Math.min(bars + heads * 32 + sessions * 42 + empty * 28, room * 0.55))
}

/** Sessions above files; the line between them moves. */
export function SideBar() {
  const [dragged, setDragged] = useState<number>()
  const room = useWindowSize().height - 64
  const heads = useSubject('connections', (state) => state.list?.length ?? 1)
  const sessions = useSubject('sessions', (state) => state.lists.reduce((sum, list) => sum + list.sessions.length, 0))
  // A group without sessions says so in a line of its own.
  const empty = useSubject('sessions', (state) => state.lists.filter((list) => list.sessions.length === 0).length)
  // The head, and the filter's field beneath it.
  const bars = useSubject('sessionView', (state) => (state.isFilterOpen ? 36 + 32 : 36))
  const initial = Math.max(firstHeight(bars, heads, sessions, empty, room), least)
  const max = Math.max(least, room - 140)
  const height = Math.min(dragged ?? initial, max)
  return (
    <div className={styles.side}>
      <div className={styles.upper} style={sessions === 0 ? undefined : { height }}>
        <SessionsPane />
      </div>
      <Sash
        orientation="horizontal"
        label="Height of the sessions"
        value={height}
        min={least}
        max={max}
        initial={initial}
        grows="before"
        onChange={setDragged}
      />
      <FilesRegion />
    </div>
  )
}

import { useState } from 'react'
import type { Connection } from '../../shared/domain/connection.ts'
import type { SessionList } from '../../shared/domain/session.ts'
import { SessionsPane } from '../features/sessions/sessions-pane.tsx'
import { useSubject } from '../state/provider.tsx'
import { useRowHeight } from '../state/row-height.ts'
import { Sash } from '../ui/sash.tsx'
import { FilesRegion } from './files-region.tsx'
import styles from './side-bar.module.css'
import { useWindowSize } from './use-window-size.ts'

/** px: the head, and the least that shows a session. */
const least = 100

/** px that a connection takes in the list: its head, and its sessions or what stands in their place. */
function groupHeight({ id, status, error }: Connection, lists: readonly SessionList[], rowHeight: number): number {
  const list = lists.find(({ connectionId }) => connectionId === id)
  const count = list?.sessions.length ?? 0
  if (count > 0) return 32 + count * rowHeight
  if (status === 'failed' || status === 'refused' || error || list?.error) return 32 + 132
  return list === undefined || list.state === 'loading' ? 32 + 90 : 32 + 28
}

/** Sessions above files; the line between them moves. */
export function SideBar() {
  const [dragged, setDragged] = useState<number>()
  const room = useWindowSize().height - 64
  const connections = useSubject('connections', (state) => state.list) ?? []
  const lists = useSubject('sessions', (state) => state.lists)
  const rowHeight = useRowHeight(42)
  // The head, and the filter's field beneath it.
  const bars = useSubject('sessionView', (state) => (state.isFilterOpen ? 36 + 32 : 36))
  const wanted = connections.reduce((sum, connection) => sum + groupHeight(connection, lists, rowHeight), bars)
  // At most a good half of the side bar.
  const initial = Math.max(Math.round(Math.min(wanted, room * 0.55)), least)
  const max = Math.max(least, room - 140)
  const height = Math.min(dragged ?? initial, max)
  // Then the words of an empty list say how high it is.
  const isEmpty = lists.every((list) => list.sessions.length === 0) && connections.length <= 1
  return (
    <div className={styles.side}>
      <div className={styles.upper} style={isEmpty ? undefined : { height }}>
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

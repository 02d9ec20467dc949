import { useCommand, useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { fitsFilter, isFiltering } from '../../state/session-filter.ts'
import { formatCount } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { FilterIcon, NewIcon } from '../../ui/icons.ts'
import { PaneHead } from '../../ui/pane-head.tsx'
import { SessionFilterBar } from './session-filter-bar.tsx'
import { SessionList } from './session-list.tsx'
import styles from './sessions-pane.module.css'

/** The upper part of the side bar. */
export function SessionsPane() {
  const { dialogs, sessionView } = useStores()
  const isFilterOpen = useSubject('sessionView', (state) => state.isFilterOpen)
  const note = useCountWords()
  const keys = useKeyLabel('session.new')
  useCommand('session.filter', () => sessionView.getState().setFilterOpen(true))
  return (
    <section className={styles.pane} aria-label="Sessions" data-region="sessions">
      <PaneHead title="Sessions" note={note}>
        <IconButton
          icon={FilterIcon}
          label="Filter sessions"
          pressed={isFilterOpen}
          onClick={() => sessionView.getState().setFilterOpen(!isFilterOpen)}
        />
        <IconButton
          icon={NewIcon}
          label="New session"
          keys={keys}
          onClick={() => dialogs.getState().show({ kind: 'new-session' })}
        />
      </PaneHead>
      {isFilterOpen && <SessionFilterBar />}
      <SessionList />
    </section>
  )
}

/** "8", or "3 of 8" with a filter. */
function useCountWords(): string | undefined {
  const filter = useSubject('sessionView', (state) => state.filter)
  const count = useSubject('sessions', (state) => state.lists.reduce((sum, list) => sum + list.sessions.length, 0))
  const shown = useSubject('sessions', (state) =>
    isFiltering(filter)
      ? state.lists.reduce((sum, list) => sum + list.sessions.filter((one) => fitsFilter(one, filter)).length, 0)
      : undefined,
  )
  if (count === 0) return undefined
  return shown === undefined ? formatCount(count) : `${formatCount(shown)} of ${formatCount(count)}`
}

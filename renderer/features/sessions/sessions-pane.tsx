import type { SessionList as List } from '../../../shared/domain/session.ts'
import { useCommand, useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { fitting, isFiltering } from '../../state/session-filter.ts'
import { formatCount } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { ArchiveIcon, FilterIcon, NewIcon } from '../../ui/icons.ts'
import { PaneHead } from '../../ui/pane-head.tsx'
import { SessionFilterBar } from './session-filter-bar.tsx'
import { SessionList } from './session-list.tsx'
import styles from './sessions-pane.module.css'

/** The upper part of the side bar. */
export function SessionsPane() {
  const { dialogs, sessionView } = useStores()
  const isFilterOpen = useSubject('sessionView', (state) => state.isFilterOpen)
  const keepsEnded = useSubject('connections', (state) =>
    (state.list ?? []).some(({ facts }) => facts?.keptDays !== undefined),
  )
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
        {keepsEnded && (
          <IconButton
            icon={ArchiveIcon}
            label="Deleted and expired sessions"
            onClick={() => dialogs.getState().show({ kind: 'kept' })}
          />
        )}
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
  const lists = useSubject('sessions', (state) => state.lists)
  const countOf = (sessionsOf: (list: List) => readonly unknown[]) =>
    lists.reduce((sum, list) => sum + sessionsOf(list).length, 0)
  const count = countOf(({ sessions }) => sessions)
  const shown = isFiltering(filter) ? countOf(({ sessions }) => fitting(sessions, filter)) : undefined
  if (count === 0) return undefined
  return shown === undefined ? formatCount(count) : `${formatCount(shown)} of ${formatCount(count)}`
}

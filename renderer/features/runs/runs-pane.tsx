import { useVirtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'
import { useEffect, useId, useRef, useState } from 'react'
import type { Run } from '../../../shared/domain/run.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useSubject } from '../../state/provider.tsx'
import { useRowHeight } from '../../state/row-height.ts'
import { findSession } from '../../state/sessions.ts'
import { Empty } from '../../ui/empty.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { formatCount } from '../../ui/format.ts'
import { useNow } from '../../ui/use-now.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { RunDetail } from './run-detail.tsx'
import { RunRow } from './run-row.tsx'
import type { RunsFilter } from './runs-filter.tsx'
import { firstFilter, RunsFilterBar } from './runs-filter.tsx'
import styles from './runs-pane.module.css'
import { useFoundRuns } from './use-found-runs.ts'

/** px, in the compact density. */
const compactRow = 30
/** It stays in sight, over the rows. */
const headHeight = 28

interface RunsPaneProps {
  readonly session: Session
  /** Asked for elsewhere: these words in all sessions. A new object is a new wish. */
  readonly search?: { readonly text: string } | undefined
}

/** Everything that ran: a list to look through, and all about the one that is chosen. */
export function RunsPane({ session, search }: RunsPaneProps) {
  const [filter, setFilter] = useState<RunsFilter>(firstFilter)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!search) return
    setFilter((before) => ({ ...before, text: search.text, scope: 'all' }))
    // After what it was asked from has given the focus back.
    requestAnimationFrame(() => field.current?.select())
  }, [search])
  const show = useShowError()
  const rowHeight = useRowHeight(compactRow)
  const { runs, state, error, isCut, again } = useFoundRuns(session, filter)
  const [chosenId, setChosenId] = useState<string>()
  const chosen = runs.find(({ id }) => id === chosenId)
  const isFiltered = filter.text.trim() !== '' || filter.outcome !== 'all'

  return (
    <div className={styles.pane}>
      <div className={styles.left}>
        <RunsFilterBar
          field={field}
          filter={filter}
          onChange={(part) => setFilter({ ...filter, ...part })}
          count={state === 'loading' || error ? '' : countWords(runs.length, isCut)}
        />
        {error && <ErrorProblem {...show(error, 'Kept runs could not be read', { retry: again })} />}
        {state === 'loading' && runs.length === 0 ? (
          <Waiting
            words={isFiltered ? 'Searching runs…' : 'Reading runs…'}
            rows={4}
            rowHeight={rowHeight}
            {...(isFiltered ? { onCancel: () => setFilter(firstFilter) } : {})}
          />
        ) : runs.length === 0 ? (
          // Nothing was found out, so nothing is said of it.
          !error && (
            <Empty centred>
              {isFiltered
                ? 'No run fits. Fewer words, or all outcomes, find more.'
                : 'Nothing has run yet. Each run is kept here with its full output.'}
            </Empty>
          )
        ) : (
          <RunGrid
            key={rowHeight}
            rowHeight={rowHeight}
            runs={runs}
            chosen={chosen}
            onChoose={(run) => setChosenId(run.id)}
          />
        )}
      </div>
      {chosen && (
        <div className={styles.right}>
          <RunDetail key={chosen.id} run={chosen} />
        </div>
      )}
    </div>
  )
}

function countWords(count: number, isCut: boolean): string {
  if (isCut) return `The newest ${formatCount(count)} runs`
  return count === 1 ? '1 run' : `${formatCount(count)} runs`
}

interface RunGridProps {
  /** px */
  readonly rowHeight: number
  readonly runs: readonly Run[]
  readonly chosen: Run | undefined
  readonly onChoose: (run: Run) => void
}

const columns = ['Outcome', 'Command', 'Session', 'Took', 'Output', 'Started'] as const

function RunGrid({ rowHeight, runs, chosen, onChoose }: RunGridProps) {
  const lists = useSubject('sessions', (state) => state.lists)
  const scroller = useRef<HTMLDivElement>(null)
  const gridId = useId()
  const now = useNow(1000)
  const at = chosen ? runs.indexOf(chosen) : -1
  const virtual = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    getItemKey: (index) => runs[index]?.id ?? index,
    overscan: 8,
  })

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(at, 1) - 1,
      Home: 0,
      End: runs.length - 1,
      PageDown: at + 8,
      PageUp: at - 8,
    }
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    const next = Math.min(Math.max(move, 0), runs.length - 1)
    const run = runs[next]
    if (!run) return
    onChoose(run)
    virtual.scrollToIndex(next)
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot be drawn row by row as it scrolls
    <div
      ref={scroller}
      role="grid"
      aria-label="Runs"
      aria-rowcount={runs.length + 1}
      aria-activedescendant={at >= 0 ? `${gridId}-${at}` : undefined}
      tabIndex={0}
      data-region-focus
      className={styles.grid}
      onKeyDown={onKeyDown}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div role="row" aria-rowindex={1} className={styles.headRow}>
        {columns.map((column) => (
          // biome-ignore lint/a11y/useSemanticElements: as the grid
          // biome-ignore lint/a11y/useFocusableInteractive: as the row
          <span key={column} role="columnheader">
            {column}
          </span>
        ))}
      </div>
      <div className={styles.space} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const run = runs[index]
          return (
            run && (
              <RunRow
                key={run.id}
                id={`${gridId}-${index}`}
                run={run}
                sessionName={findSession(lists, run.session)?.name ?? run.session.sessionId.slice(0, 8)}
                position={index + 2}
                selected={run === chosen}
                now={now}
                top={start - headHeight}
                onChoose={() => onChoose(run)}
              />
            )
          )
        })}
      </div>
    </div>
  )
}

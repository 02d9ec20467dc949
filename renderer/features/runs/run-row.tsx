import { labelOf } from '../../../shared/domain/outcome.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { Run } from '../../../shared/domain/run.ts'
import { toneOf } from '../../run-tones.ts'
import { classNames } from '../../ui/class-names.ts'
import { formatAge, formatClock, formatSize, formatTook } from '../../ui/format.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import styles from './runs-pane.module.css'

interface RunRowProps {
  readonly id: string
  readonly run: Run
  readonly sessionName: string
  /** From 1, the head counts. */
  readonly position: number
  readonly selected: boolean
  /** ms */
  readonly now: number
  readonly top: number
  readonly onChoose: () => void
}

const dayMs = 24 * 60 * 60 * 1000

/** One run as a line of 30 px. */
export function RunRow({ id, run, sessionName, position, selected, now, top, onChoose }: RunRowProps) {
  const label = labelOf(run.state)
  const facts = run.state.name === 'settled' ? run.state.facts : undefined
  const code = label === 'failed' && facts?.exitCode !== undefined ? ` · ${facts.exitCode}` : ''
  const cells = [
    tookOf(run, now),
    formatSize(run.stdoutBytes + run.stderrBytes),
    now - run.startedAt < dayMs ? formatClock(run.startedAt) : formatAge(run.startedAt, now),
  ]
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and points here
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
    <div
      id={id}
      role="row"
      aria-rowindex={position}
      aria-selected={selected}
      className={classNames(styles.row, selected && styles.selected)}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onChoose}
    >
      <Cell className={classNames(styles.outcome, toneOf[label])}>
        <StatusGlyph name={label === 'queued' ? 'running' : label} size={14} />
        {label.replaceAll('-', ' ')}
        {code}
      </Cell>
      <Cell className={classNames(styles.command, run.kind === 'command' && styles.mono)}>{shownPath(run.title)}</Cell>
      <Cell className={styles.quiet}>{sessionName}</Cell>
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns are always the same
        <Cell key={index} className={styles.figure}>
          {cell}
        </Cell>
      ))}
    </div>
  )
}

function Cell({ className, children }: { readonly className: string | undefined; readonly children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the grid
    // biome-ignore lint/a11y/useFocusableInteractive: as the row
    <span role="gridcell" className={className}>
      {children}
    </span>
  )
}

/** How long it took, or takes so far; a run whose end nobody saw does not say. */
function tookOf({ state, startedAt }: Run, now: number): string {
  switch (state.name) {
    case 'queued':
      return '–'
    case 'running':
      return formatTook(Math.max(0, now - state.since))
    case 'settled':
      return formatTook(Math.max(0, state.at - startedAt))
    case 'unknown':
      return 'unknown'
  }
}

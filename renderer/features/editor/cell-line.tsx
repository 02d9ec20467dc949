import type { MouseEvent } from 'react'
import type { Cell } from '../../../shared/domain/cells.ts'
import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { outcomeWords } from '../../outcome-words.ts'
import { toneOf } from '../../run-tones.ts'
import type { CellOutcome } from '../../state/cell-outcomes.ts'
import { useKeyLabel, useStores } from '../../state/provider.tsx'
import { runCell, runCellsTo } from '../../state/run-cells.ts'
import { partWords } from '../../state/run-part.ts'
import { classNames } from '../../ui/class-names.ts'
import { formatClock } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { DeadlineIcon, RunIcon } from '../../ui/icons.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './cell-lines.module.css'

interface CellLineProps {
  readonly session: SessionRef
  readonly cell: Cell
  readonly outcome: CellOutcome | undefined
  readonly isLive: boolean
}

/** The caret stays where it is when a button above a cell is clicked. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault()
}

/** What stands above a cell. */
export function CellLine({ session, cell: { number }, outcome, isLive }: CellLineProps) {
  const stores = useStores()
  const runKeys = useKeyLabel('run.cell')
  const toHereKeys = useKeyLabel('run.cellsToHere')
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div role="group" aria-label={`Cell ${number}`} className={styles.line}>
      <Tooltip text="A program of its own: it sees no variables of other cells." keys={runKeys} side="top">
        <button
          type="button"
          className={styles.run}
          aria-label={`Run cell ${number}`}
          disabled={!isLive}
          onMouseDown={keepFocus}
          onClick={() => void runCell(stores, session, number)}
        >
          <Icon of={RunIcon} size={14} />
          Run cell
        </button>
      </Tooltip>
      {number > 1 && (
        <Tooltip text="From the top of the file to the end of this cell, as one program." keys={toHereKeys} side="top">
          <button
            type="button"
            className={styles.toHere}
            disabled={!isLive}
            onMouseDown={keepFocus}
            onClick={() => void runCellsTo(stores, session, number)}
          >
            Run cells 1–{number}
          </button>
        </Tooltip>
      )}
      {outcome && (outcome.isEdited ? <Edited run={outcome.run} /> : <Outcome run={outcome.run} />)}
    </div>
  )
}

function Outcome({ run }: { readonly run: Run }) {
  const now = useNow(isUnderWay(run) ? 1000 : 0)
  const { label, word, rest } = outcomeWords(run, now)
  const at = run.state.name === 'settled' ? formatClock(run.state.at) : ''
  return (
    <span className={styles.outcome}>
      <span className={classNames(styles.word, toneOf[label])}>
        <StatusGlyph name={label === 'queued' ? 'making' : label} size={14} />
        {word}
      </span>
      <span className={styles.rest}>{[rest, several(run), at].filter(Boolean).join(' · ')}</span>
    </span>
  )
}

/** "cells 1–3" of a run of more than this one. */
function several(run: Run): string {
  return (run.part?.cells?.hashes.length ?? 1) > 1 ? partWords(run) : ''
}

function Edited({ run }: { readonly run: Run }) {
  const { word, rest } = outcomeWords(run, Date.now())
  const before = [word, rest].filter(Boolean).join(', ')
  return (
    <Tooltip text={`It ran ${formatClock(run.startedAt)}, as it stood then: ${before}.`} side="top">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what it was is said on focus too */}
      <span className={styles.outcome} tabIndex={0}>
        <Icon of={DeadlineIcon} size={14} />
        Edited since {several(run) || 'it'} ran
      </span>
    </Tooltip>
  )
}

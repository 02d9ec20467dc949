import { useId } from 'react'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { Run } from '../../../shared/domain/run.ts'
import { FactLine } from '../../ui/fact-line.tsx'
import { formatClock } from '../../ui/format.ts'
import styles from './result-pane.module.css'
import { runFacts } from './run-facts.ts'

interface ResultFootProps {
  readonly run: Run
  /** The text that it is a result of was edited since. */
  readonly isOld: boolean
  /** Everything that is known is shown. */
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
}

/** What ran, whether the text is still the one that ran, and behind a button everything that is known of the run. */
export function ResultFoot({ run, isOld, isOpen, onOpen }: ResultFootProps) {
  const id = useId()
  return (
    <>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard
        <section id={id} className={styles.facts} aria-label="All that is known of this run" tabIndex={0}>
          <dl>
            {runFacts(run).map((fact) => (
              <FactLine key={fact.name} {...fact} dense />
            ))}
          </dl>
        </section>
      )}
      <div className={styles.meta}>
        <span>
          {shownPath(run.title)}
          {ranAlone(run) && ', as a program of its own'}
        </span>
        {isOld && <span className={styles.stale}>made {formatClock(run.startedAt)}, before your last edit</span>}
        <button
          type="button"
          className={styles.link}
          aria-expanded={isOpen}
          {...(isOpen ? { 'aria-controls': id } : {})}
          onClick={() => onOpen(!isOpen)}
        >
          {isOpen ? 'Fewer facts' : 'All facts'}
        </button>
      </div>
    </>
  )
}

/** One cell of several: what others made was not there for it. */
function ranAlone({ part }: Run): boolean {
  return part?.cells?.hashes.length === 1 && part.cells.of > 1
}

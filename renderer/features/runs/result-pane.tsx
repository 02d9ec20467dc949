import { useEffect, useRef } from 'react'
import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { outcomeWords } from '../../outcome-words.ts'
import { toneOf } from '../../run-tones.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useCommand, useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { formatClock, formatCount } from '../../ui/format.ts'
import { StopIcon } from '../../ui/icons.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { useNow } from '../../ui/use-now.ts'
import { plainText, ResultOutput } from './result-output.tsx'
import styles from './result-pane.module.css'
import { isWhole } from './run-facts.ts'

/** The last run of the document in front; of any document when that one never ran. */
function shownRun(runs: readonly Run[], documentId: string | undefined): Run | undefined {
  const ofCode = runs.filter(({ kind }) => kind === 'code')
  return ofCode.filter((run) => run.documentId === documentId).at(-1) ?? ofCode.at(-1)
}

/** What became of the last run, and what it wrote. */
export function ResultPane({ session }: { readonly session: Session }) {
  const { runs } = useStores()
  const key = sessionKey(session)
  const { connectionId, sessionId } = session
  useEffect(() => runs.getState().watch({ connectionId, sessionId }), [runs, connectionId, sessionId])
  const all = useSubject('runs', (state) => state.sessions[key]?.runs)
  const error = useSubject('runs', (state) => state.startErrors[key])
  const activeId = useSubject('documents', (state) => state.sessions[key]?.active)
  const show = useShowError()
  const runKeys = useKeyLabel('run')
  const run = shownRun(all ?? [], activeId)

  return (
    <div className={styles.pane}>
      {error && <ErrorProblem {...show(error, 'The run was not started', { session })} />}
      {run ? (
        <Result key={run.id} run={run} />
      ) : (
        !error && <Empty centred>Run code to see its result here. {runKeys}</Empty>
      )}
    </div>
  )
}

function Result({ run }: { readonly run: Run }) {
  const { runs, notices } = useStores()
  const underWay = isUnderWay(run)
  const now = useNow(underWay ? 1000 : 0)
  const { label, word, rest, second } = outcomeWords(run, now)
  const view = useSubject('runs', (state) => state.outputs[run.id]?.view)
  const isStopping = run.state.name === 'running' && run.state.stoppingSince !== undefined
  const stopKeys = useKeyLabel('run.stop')
  const readKeys = useKeyLabel('output.read')
  useCommand('output.read', () => notices.getState().announce(view ? lastLines(plainText(view)) : 'No output.'))
  useAnnouncedEnd(run, `${run.title}: ${word}${rest === '' ? '' : `, ${rest}`}`, view?.lineCount ?? 0, readKeys)

  return (
    <>
      <div className={styles.head}>
        <span className={classNames(styles.word, toneOf[label])}>
          <StatusGlyph name={label === 'queued' ? 'making' : label} />
          {word}
        </span>
        <span className={styles.rest}>{[rest, underWay ? '' : endedAt(run)].filter(Boolean).join(' · ')}</span>
        <span className={styles.tools}>
          {underWay && (
            <Button
              size="small"
              icon={StopIcon}
              keys={stopKeys}
              disabled={isStopping}
              onClick={() => void runs.getState().stop(run.id)}
            >
              Stop
            </Button>
          )}
          {view && <CopyButton text={plainText(view)} label="Copy output" />}
        </span>
      </div>
      {second !== '' && <p className={styles.second}>{second}</p>}
      <ResultOutput runId={run.id} isUnderWay={underWay} isWhole={isWhole(run)} />
      <ResultFoot run={run} />
    </>
  )
}

function endedAt(run: Run): string {
  return run.state.name === 'settled' ? formatClock(run.state.at) : ''
}

/** What ran, and whether the text is still the one that ran. */
function ResultFoot({ run }: { readonly run: Run }) {
  const document = useSubject('documents', ({ sessions }) =>
    run.documentId === undefined ? undefined : sessions[sessionKey(run.session)]?.byId[run.documentId],
  )
  const isOld = run.sourceHash !== undefined && document?.textHash !== undefined && document.textHash !== run.sourceHash
  return (
    <div className={styles.meta}>
      <span>{run.title}</span>
      {isOld && <span className={styles.stale}>made {formatClock(run.startedAt)}, before your last edit</span>}
    </div>
  )
}

/** Says an end once, and how much there is to read; not for runs that had ended before. */
function useAnnouncedEnd(run: Run, words: string, lines: number, readKeys: string): void {
  const { notices } = useStores()
  const was = useRef(isUnderWay(run))
  const is = isUnderWay(run)
  useEffect(() => {
    if (was.current && !is) {
      const count =
        lines === 0 ? '' : ` ${formatCount(lines)} ${lines === 1 ? 'line' : 'lines'}. ${readKeys} reads them.`
      notices.getState().announce(`${words}.${count}`)
    }
    was.current = is
  }, [is, words, lines, readKeys, notices])
}

/** A screen reader gets the end of a long output: that is where the news are. */
function lastLines(text: string): string {
  const lines = text.trimEnd().split('\n')
  return lines.length > 40 ? `The last 40 of ${formatCount(lines.length)} lines. ${lines.slice(-40).join('\n')}` : text
}

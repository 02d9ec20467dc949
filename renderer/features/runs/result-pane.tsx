import { useEffect, useRef, useState } from 'react'
import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { outcomeWords } from '../../outcome-words.ts'
import { toneOf } from '../../run-tones.ts'
import { isCurrent } from '../../state/cell-outcomes.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useCommand, useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { partWords } from '../../state/run-part.ts'
import type { SessionRuns } from '../../state/runs.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import { formatClock, formatCount } from '../../ui/format.ts'
import { StopIcon } from '../../ui/icons.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { useNow } from '../../ui/use-now.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { ResultFoot } from './result-foot.tsx'
import { plainText, ResultOutput } from './result-output.tsx'
import styles from './result-pane.module.css'
import { ResultSecond } from './result-second.tsx'
import { canStop, isWhole, languageName } from './run-facts.ts'

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
  const known = useSubject('runs', (state) => state.sessions[key])
  const error = useSubject('runs', (state) => state.startErrors[key])
  const activeId = useSubject('documents', (state) => state.sessions[key]?.active)
  const [hasFacts, setFacts] = useState(false)
  const show = useShowError()
  const runKeys = useKeyLabel('run')
  const run = shownRun(known?.runs ?? [], activeId)

  return (
    <div className={styles.pane}>
      {error && <ErrorProblem {...show(error, 'The run was not started', { session })} />}
      {run ? (
        <Result key={run.id} session={session} run={run} hasFacts={hasFacts} onFacts={setFacts} />
      ) : (
        !error && <NoRun session={session} known={known} runKeys={runKeys} />
      )}
    </div>
  )
}

interface NoRunProps {
  readonly session: Session
  readonly known: SessionRuns | undefined
  readonly runKeys: string
}

/** Nothing ran, or what did is not known yet: those are two things. */
function NoRun({ session, known, runKeys }: NoRunProps) {
  const show = useShowError()
  if (known?.state === 'ready') return <Empty centred>Run code to see its result here. {runKeys}</Empty>
  if (known?.state === 'lost' && known.error)
    return <ErrorProblem {...show(known.error, 'Runs of this session could not be read', { session })} />
  return <Waiting words="Reading what ran in this session…" rows={3} rowHeight={18} />
}

interface ResultProps {
  readonly session: Session
  readonly run: Run
  /** All facts are shown; so are those of the next run then. */
  readonly hasFacts: boolean
  readonly onFacts: (hasFacts: boolean) => void
}

function Result({ session, run, hasFacts, onFacts }: ResultProps) {
  const { runs, notices } = useStores()
  const isOld = useIsOld(run)
  const underWay = isUnderWay(run)
  const now = useNow(underWay ? 1000 : 0)
  const { label, word, rest, second } = outcomeWords(run, now)
  const view = useSubject('runs', (state) => state.outputs[run.id]?.view)
  const isStopping = run.state.name === 'running' && run.state.stoppingSince !== undefined
  const stopKeys = useKeyLabel('run.stop')
  const readKeys = useKeyLabel('output.read')
  useCommand('output.read', () => notices.getState().announce(view ? lastLines(plainText(view)) : 'No output.'))
  const isReading = useSubject('runs', (state) => state.outputs[run.id]?.state === 'reading')
  useAnnouncedEnd(
    isUnderWay(run) || isReading,
    `${run.title}: ${word}${rest === '' ? '' : `, ${rest}`}`,
    view?.lineCount ?? 0,
    readKeys,
  )

  return (
    <>
      <div className={styles.head}>
        <span className={classNames(styles.word, toneOf[label])}>
          <StatusGlyph name={label === 'queued' ? 'making' : label} />
          {word}
        </span>
        <span className={styles.rest}>
          {[rest, partWords(run), underWay ? '' : endedAt(run)].filter(Boolean).join(' · ')}
        </span>
        <span className={styles.tools}>
          {canStop(run) && (
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
      <ResultSecond session={session} run={run} view={view} words={second} isOld={isOld} />
      <ResultOutput
        runId={run.id}
        isUnderWay={underWay}
        isWhole={isWhole(run)}
        {...(run.state.name === 'queued' ? { awaited: `Starting ${languageName(run.language)} in the sandbox…` } : {})}
      />
      <ResultFoot run={run} isOld={isOld} isOpen={hasFacts} onOpen={onFacts} />
    </>
  )
}

function endedAt(run: Run): string {
  return run.state.name === 'settled' ? formatClock(run.state.at) : ''
}

/** The text that it is a result of is another now; of a part only that part counts. */
function useIsOld(run: Run): boolean {
  const document = useSubject('documents', ({ sessions }) =>
    run.documentId === undefined ? undefined : sessions[sessionKey(run.session)]?.byId[run.documentId],
  )
  if (run.sourceHash === undefined || document?.textHash === undefined) return false
  return document.textHash !== run.sourceHash && !isCurrent(run, document.cells ?? [])
}

/**
 * Says an end once, and how much there is to read; not for runs that had ended before.
 * @param is whether the run, or the reading of its output, goes on: the end is known before the last line
 */
function useAnnouncedEnd(is: boolean, words: string, lines: number, readKeys: string): void {
  const { notices } = useStores()
  const was = useRef(is)
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

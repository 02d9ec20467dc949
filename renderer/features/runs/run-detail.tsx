import { isUnderWay } from '../../../shared/domain/outcome.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { Run } from '../../../shared/domain/run.ts'
import { outcomeWords } from '../../outcome-words.ts'
import { toneOf } from '../../run-tones.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { findSession } from '../../state/sessions.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { formatClock, formatDate, formatSize } from '../../ui/format.ts'
import { StopIcon } from '../../ui/icons.ts'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { useNow } from '../../ui/use-now.ts'
import { plainText, ResultOutput } from './result-output.tsx'
import { isWhole } from './run-facts.ts'
import styles from './runs-pane.module.css'

/** Everything that is known of one run, and what it wrote. */
export function RunDetail({ run }: { readonly run: Run }) {
  const { runs, sessions } = useStores()
  const underWay = isUnderWay(run)
  const now = useNow(underWay ? 1000 : 0)
  const { label, word, rest, second } = outcomeWords(run, now)
  const view = useSubject('runs', (state) => state.outputs[run.id]?.view)
  const session = useSubject('sessions', (state) => findSession(state.lists, run.session))
  return (
    <>
      <div className={styles.detailHead}>
        <span className={classNames(styles.outcome, toneOf[label])}>
          <StatusGlyph name={label === 'queued' ? 'running' : label} />
          {word}
        </span>
        <span className={styles.quiet}>{rest}</span>
        <span className={styles.tools}>
          {underWay && (
            <Button size="small" icon={StopIcon} onClick={() => void runs.getState().stop(run.id)}>
              Stop
            </Button>
          )}
          {session && (
            <Button size="small" variant="quiet" onClick={() => sessions.getState().select(session)}>
              Go to session
            </Button>
          )}
          {view && <CopyButton text={plainText(view)} label="Copy output" />}
        </span>
      </div>
      {second !== '' && <p className={styles.second}>{second}</p>}
      <dl className={styles.facts}>
        <Fact name="Command" value={shownPath(run.title)} mono />
        <Fact name="Runs as" value={run.language} />
        <Fact name="Started" value={`${formatDate(run.startedAt)}, ${formatClock(run.startedAt)}`} />
        <Fact name="Exit" value={exitWords(run)} />
        <Fact name="Output" value={outputWords(run)} />
        <Fact name="Limit" value={`${run.limit} s`} />
      </dl>
      <ResultOutput runId={run.id} label="Output of the chosen run" isUnderWay={underWay} isWhole={isWhole(run)} />
    </>
  )
}

function Fact({
  name,
  value,
  mono = false,
}: {
  readonly name: string
  readonly value: string
  readonly mono?: boolean
}) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd className={mono ? styles.mono : undefined}>{value}</dd>
    </div>
  )
}

/** What the server said of its end, and what it did not. */
function exitWords({ state }: Run): string {
  if (state.name !== 'settled') return state.name === 'unknown' ? 'unknown' : 'not yet'
  const { exitCode, signal, killedBy } = state.facts
  const how =
    signal !== undefined
      ? `signal ${signal}`
      : exitCode !== undefined
        ? `exit code ${exitCode}`
        : 'no exit code was told'
  return killedBy === undefined ? how : `${how}, by ${killers[killedBy]}`
}

const killers = { person: 'you', limit: 'its limit', memory: 'want of memory', server: 'the server' } as const

function outputWords({ state, stdoutBytes, stderrBytes }: Run): string {
  const sizes = `${formatSize(stdoutBytes)} on stdout, ${formatSize(stderrBytes)} on stderr`
  if (state.name !== 'settled') return sizes
  const { output } = state.facts
  if (output.kind === 'complete') return `${sizes}, complete`
  return output.lost === undefined ? `${sizes}, more was lost` : `${sizes}, ${formatSize(output.lost)} more were lost`
}

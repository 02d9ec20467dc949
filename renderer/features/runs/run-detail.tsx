import { isUnderWay } from '../../../shared/domain/outcome.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { OutputFact, Run } from '../../../shared/domain/run.ts'
import { outcomeWords, signalWords } from '../../outcome-words.ts'
import { toneOf } from '../../run-tones.ts'
import { resultFields, runFields } from '../../state/model-fields.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { findSession } from '../../state/sessions.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import type { Fact } from '../../ui/fact-line.tsx'
import { FactLine } from '../../ui/fact-line.tsx'
import { formatClock, formatDate, formatSize, formatTook } from '../../ui/format.ts'
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
        {factsOf(run).map((fact) => (
          <FactLine key={fact.name} {...fact} dense />
        ))}
      </dl>
      <ResultOutput runId={run.id} label="Output of the chosen run" isUnderWay={underWay} isWhole={isWhole(run)} />
    </>
  )
}

/** What the server said of its end, and what it did not. */
function factsOf(run: Run): readonly Fact[] {
  const { state } = run
  const facts = state.name === 'settled' ? state.facts : undefined
  const error = facts?.error ?? (state.name === 'unknown' ? state.error : undefined)
  const without = state.name === 'settled' ? 'not told' : state.name === 'unknown' ? 'unknown' : 'not yet'
  const values: Readonly<Record<keyof typeof resultFields, Pick<Fact, 'value' | 'without'>>> = {
    exitCode: { value: facts?.exitCode === undefined ? undefined : `exit code ${facts.exitCode}`, without },
    signal: { value: facts?.signal === undefined ? undefined : signalWords(facts.signal) },
    killedBy: { value: facts?.killedBy && killers[facts.killedBy], without: facts ? 'itself' : without },
    stillRunning: { value: stillWords(run) },
    durationMs: { value: facts?.durationMs === undefined ? undefined : formatTook(facts.durationMs), without },
    output: { value: facts && outputWords(facts.output), without },
    error: { value: error?.message },
  }
  return [
    { ...runFields.title, value: shownPath(run.title), copies: true },
    { ...runFields.language, value: run.language },
    { ...runFields.startedAt, value: `${formatDate(run.startedAt)}, ${formatClock(run.startedAt)}` },
    { ...runFields.limit, value: `${run.limit} s` },
    { ...runFields.stdoutBytes, value: formatSize(run.stdoutBytes) },
    { ...runFields.stderrBytes, value: formatSize(run.stderrBytes) },
    ...(Object.keys(resultFields) as (keyof typeof resultFields)[]).map((field) => ({
      ...resultFields[field],
      ...values[field],
    })),
  ]
}

const killers = { person: 'you', limit: 'its limit', memory: 'want of memory', server: 'the server' } as const

function stillWords({ state }: Run): string {
  if (state.name === 'running') return 'yes'
  if (state.name === 'queued') return 'not yet begun'
  const still = state.name === 'settled' ? (state.facts.stillRunning ?? false) : state.stillRunning
  return still === undefined ? 'unknown' : still ? 'yes' : 'no'
}

function outputWords(output: OutputFact): string {
  if (output.kind === 'complete') return 'complete'
  return output.lost === undefined ? 'cut: more was lost' : `cut: ${formatSize(output.lost)} were lost`
}

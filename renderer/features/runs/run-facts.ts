import { isUnderWay } from '../../../shared/domain/outcome.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { OutputFact, Run } from '../../../shared/domain/run.ts'
import { errorOf } from '../../../shared/domain/run.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { signalWords } from '../../outcome-words.ts'
import { resultFields, runFields } from '../../state/model-fields.ts'
import type { Fact } from '../../ui/fact-line.tsx'
import { formatClock, formatDate, formatSize, formatTook } from '../../ui/format.ts'

/** It ran to an end that is known, and its output came whole: an empty one says something then. */
export function isWhole({ state }: Run): boolean {
  return state.name === 'settled' && state.facts.output.kind === 'complete' && state.facts.error === undefined
}

/** Is what was in its way still there? Where the session can run again nothing has to be done for it. */
export function isInTheWay(run: Run, session: Session): boolean {
  const { state } = run
  if (session.status === 'paused' || session.server?.sandboxId === undefined) return true
  // Its server may name a sandbox that is gone, until another one is acquired.
  const { acquiredAt = 0 } = session.sandbox ?? {}
  return state.name === 'settled' && state.facts.error?.code === 'gone' && acquiredAt < state.at
}

/** Processes of it may be there, so that there is something to stop. */
export function canStop(run: Run): boolean {
  const { state } = run
  return isUnderWay(run) || (state.name === 'settled' && state.facts.stillRunning === true)
}

const languages: Readonly<Record<string, string>> = { python: 'Python', bash: 'Bash', node: 'Node' }

export function languageName(language: string): string {
  return languages[language] ?? language
}

/** All that is known of a run, each with what it means and what the API calls it; what the server did not tell is said to be missing. */
export function runFacts(run: Run): readonly Fact[] {
  const { state } = run
  const facts = state.name === 'settled' ? state.facts : undefined
  const error = errorOf(run)
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

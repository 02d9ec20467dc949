import type { RunLabel } from '../shared/domain/outcome.ts'
import { labelOf } from '../shared/domain/outcome.ts'
import type { Run, RunFacts } from '../shared/domain/run.ts'
import { stopGraceMs } from '../shared/domain/run.ts'
import { describeError } from './state/describe-error.ts'
import { formatLimit, formatSize, formatTook } from './ui/format.ts'

/** A run's state in words: the first line says what happened, the second what is known and what to do. */
export interface OutcomeWords {
  readonly label: RunLabel
  /** "timed out" */
  readonly word: string
  /** Behind the word: "exit code 1 · 2.31 s". */
  readonly rest: string
  /** What is known and what to do; empty when the first line says it all. */
  readonly second: string
}

const words: Record<RunLabel, string> = {
  queued: 'queued',
  running: 'running',
  ok: 'ok',
  failed: 'failed',
  stopped: 'stopped',
  'timed-out': 'timed out',
  'output-cut': 'output cut',
  refused: 'refused',
  'connection-lost': 'connection lost',
  'sandbox-gone': 'sandbox gone',
}

/** Names of the signals that end programs; others by number. Source: signal(7). */
const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  6: 'SIGABRT',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
  24: 'SIGXCPU',
}

/** A signal as people call it: "SIGKILL". */
export function signalWords(signal: number): string {
  return signals[signal] ?? `signal ${signal}`
}

/** What a look for the processes of a run found whose answer was lost. */
const lookedUp = {
  unknown: 'The outcome is unknown. It may be running still. It is looked up as soon as the server answers.',
  true: 'The answer was lost; it is running still.',
  false: 'It has ended. How is not known: its answer was lost, and the server keeps none.',
} as const

/**
 * @param now ms, our clock: for a run that is under way
 */
export function outcomeWords(run: Run, now: number): OutcomeWords {
  const label = labelOf(run.state)
  const word = words[label]
  const { state } = run
  switch (state.name) {
    case 'queued':
      return { label, word, rest: '', second: 'It starts as soon as the sandbox is free.' }
    case 'running': {
      const rest = join(formatTook(now - state.since), sizeOf(run))
      if (state.stoppingSince === undefined) return { label, word, rest, second: 'Its output comes when it ends.' }
      return { label, word, rest, second: stopping(state.stoppingSince, now) }
    }
    case 'unknown':
      return {
        label,
        word,
        rest: '',
        second: lookedUp[`${state.stillRunning ?? 'unknown'}`],
      }
    case 'settled': {
      const took = formatTook(Math.max(0, state.at - run.startedAt))
      return { label, word, ...settled(label, state.facts, took, run) }
    }
  }
}

function stopping(since: number, now: number): string {
  const left = Math.ceil((since + stopGraceMs - now) / 1000)
  return left > 0
    ? `Stopping: asked politely, ends it in ${left} s.`
    : 'Stopping: it did not listen and is being ended.'
}

function settled(label: RunLabel, facts: RunFacts, took: string, run: Run): { rest: string; second: string } {
  switch (label) {
    case 'ok':
      return { rest: took, second: '' }
    case 'failed':
      return { rest: join(howItEnded(facts), took), second: whyItFailed(facts) }
    case 'stopped':
      return { rest: `by you after ${took}`, second: facts.stillRunning ? 'It is still running.' : '' }
    case 'timed-out':
      return facts.stillRunning
        ? { rest: took, second: `Limit of ${formatLimit(run.limit)} reached; it is still running.` }
        : {
            rest: took,
            second: `Ended at its limit of ${formatLimit(run.limit)}${facts.stillRunning === false ? '; no process is left' : ''}.`,
          }
    case 'output-cut':
      return {
        rest: took,
        second: join2(cutWords(facts), facts.exitCode === undefined ? '' : `Exit code ${facts.exitCode}.`),
      }
    case 'refused':
      return { rest: '', second: neverStarted(facts) }
    case 'sandbox-gone':
      return {
        rest: took,
        second: `${sentence(facts.error?.message ?? 'The sandbox vanished')} ${keptWords(run)}`.trim(),
      }
    default:
      return { rest: took, second: 'The outcome is unknown: the server told no exit code.' }
  }
}

function howItEnded({ exitCode, signal }: RunFacts): string {
  if (signal !== undefined) return `ended by ${signalWords(signal)}`
  return exitCode === undefined ? '' : `exit code ${exitCode}`
}

function whyItFailed({ exitCode, signal, killedBy, stillRunning }: RunFacts): string {
  if (stillRunning) return 'A part of it is still running.'
  if (killedBy === 'memory') return 'It used more memory than the sandbox has.'
  if (killedBy === 'server') return 'The server ended it.'
  if (exitCode === 137 || signal === 9) return 'Killed, likely out of memory.'
  if (exitCode === 127) return 'A command was not found.'
  return ''
}

function cutWords({ output }: RunFacts): string {
  if (output.kind !== 'cut') return ''
  const lost = output.lost === undefined ? 'more was lost' : `${formatSize(output.lost)} more were lost`
  return `${formatSize(output.kept)} of output are kept; ${lost}.`
}

function keptWords(run: Run): string {
  const size = run.stdoutBytes + run.stderrBytes
  return size === 0 ? '' : `${formatSize(size)} of output are kept.`
}

function neverStarted({ error }: RunFacts): string {
  return error ? describeError(error, 'Never started').title : 'Never started.'
}

function sentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`
}

function sizeOf(run: Run): string {
  const size = run.stdoutBytes + run.stderrBytes
  return size === 0 ? '' : formatSize(size)
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ')
}

function join2(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

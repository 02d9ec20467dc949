import type { Run, RunFacts, RunState } from './run.ts'

/** The eight labels of a run that is not under way. */
export type Outcome =
  | 'ok'
  | 'failed'
  | 'stopped'
  | 'timed-out'
  | 'output-cut'
  | 'refused'
  | 'connection-lost'
  | 'sandbox-gone'

/** A label for every state. */
export type RunLabel = Outcome | 'queued' | 'running'

/** The label that follows from the facts: the first row that holds. */
const table: readonly (readonly [Outcome, (facts: RunFacts) => boolean])[] = [
  ['refused', ({ error }) => error !== undefined && error.code !== 'gone'],
  ['sandbox-gone', ({ error }) => error !== undefined],
  ['timed-out', ({ killedBy }) => killedBy === 'limit'],
  // A person's stop is believed over the exit code that it caused.
  ['stopped', ({ killedBy }) => killedBy === 'person'],
  // Before ok and failed: behind a cut there may be a false 0 (API note 4.4.3).
  ['output-cut', ({ output }) => output.kind === 'cut'],
  [
    'ok',
    ({ exitCode, killedBy, stillRunning, signal }) =>
      exitCode === 0 && !killedBy && !stillRunning && signal === undefined,
  ],
  [
    'failed',
    ({ exitCode, signal, killedBy }) => exitCode !== undefined || signal !== undefined || killedBy !== undefined,
  ],
]

/** ok needs a reported 0, whole output and nothing else said; what fits no row is not known. */
export function outcomeOf(facts: RunFacts): Outcome {
  return table.find(([, holds]) => holds(facts))?.[0] ?? 'connection-lost'
}

/** The label of a run in any state. */
export function labelOf(state: RunState): RunLabel {
  switch (state.name) {
    case 'queued':
    case 'running':
      return state.name
    case 'unknown':
      return 'connection-lost'
    case 'settled':
      return outcomeOf(state.facts)
  }
}

/** Is there still something to wait for? */
export function isUnderWay(run: Run): boolean {
  return run.state.name === 'queued' || run.state.name === 'running'
}

import type { ErrorData } from '../../../shared/domain/errors.ts'
import type { Run, RunFacts } from '../../../shared/domain/run.ts'
import type { WindowState } from './window-state.ts'
import { minute, now, oneSession, run, withRuns } from './worlds.ts'

const table = `41,208 readings, 4 stations
Harbour        16.4   22.8   19
Hillside        7.3    9.9    0
Old Town       11.8   15.3    1
Ring Road      22.9   31.7   29
`

const traceback = `Traceback (most recent call last):
  File "/workspace/analysis.py", line 18, in <module>
    check(3)
  File "/workspace/analysis.py", line 15, in check
    assert value == 4, value
AssertionError: 3
`

const epochs = 'epoch  6/20  loss 0.2391\nepoch  7/20  loss 0.2140\nepoch  8/20  loss 0.2019\n'

function ended(took: number, facts: Partial<RunFacts>, more: Partial<Run> = {}): Run {
  const at = now - 30_000
  return run(
    { name: 'settled', at, facts: { output: { kind: 'complete' }, ...facts } },
    { startedAt: at - took, ...more },
  )
}

const lost: ErrorData = { code: 'offline', message: 'connect ETIMEDOUT' }

interface Sample {
  readonly name: string
  readonly run: Run
  readonly output?: string
  readonly stream?: 'stderr'
  readonly words: WindowState['words']
  readonly actions?: readonly string[]
  readonly steps?: WindowState['steps']
}

const samples: readonly Sample[] = [
  {
    name: 'running',
    run: run(
      { name: 'running', since: now - 12 * minute - 4000 },
      { startedAt: now - 12 * minute - 4000, stdoutBytes: 612_000 },
    ),
    output: epochs,
    words: [/running/, /12 m 0\d s · 612 KB/],
    actions: ['Stop'],
  },
  {
    name: 'stopping',
    run: run({ name: 'running', since: now - 8200 }, { startedAt: now - 8200, stdoutBytes: epochs.length }),
    output: epochs,
    steps: [{ click: 'Stop' }],
    words: ['Stopping: asked politely'],
  },
  {
    name: 'ok',
    run: ended(610, { exitCode: 0 }, { stdoutBytes: table.length }),
    output: table,
    words: ['ok', /0\.61 s · \d\d:\d\d:\d\d/],
    actions: ['Copy output'],
  },
  {
    name: 'failed',
    run: ended(2310, { exitCode: 1 }, { stderrBytes: traceback.length }),
    output: traceback,
    stream: 'stderr',
    words: ['failed', 'exit code 1 · 2.31 s'],
  },
  {
    name: 'stopped',
    run: ended(8200, { exitCode: 143, killedBy: 'person' }, { stdoutBytes: epochs.length }),
    output: epochs,
    words: ['stopped', 'by you after 8.20 s'],
  },
  {
    name: 'timed-out-ended',
    run: ended(600_000, { killedBy: 'limit' }, { limit: 600, stdoutBytes: epochs.length }),
    output: epochs,
    words: ['timed out', 'Ended at its limit of 10 m'],
  },
  {
    name: 'timed-out-still-running',
    run: ended(300_000, { killedBy: 'limit', stillRunning: true }, { limit: 300, stdoutBytes: epochs.length }),
    output: epochs,
    words: ['timed out', 'Limit of 5 m', 'it is still running'],
  },
  {
    name: 'output-cut',
    run: ended(
      41_000,
      { exitCode: 0, output: { kind: 'cut', kept: 67_000_000, lost: 1_200_000_000 } },
      { stdoutBytes: 67_000_000 },
    ),
    output: epochs,
    words: ['output cut', '67 MB', '1.2 GB', 'Exit code 0.'],
  },
  {
    name: 'refused',
    run: ended(40, { error: { code: 'refused', message: 'the session is paused' } }),
    words: ['refused', 'Never started: the session is paused.'],
  },
  {
    name: 'connection-lost',
    run: run({ name: 'unknown', since: now - 12_000, error: lost }, { stdoutBytes: epochs.length }),
    output: epochs,
    words: ['connection lost', 'The outcome is unknown. It may be running still.'],
  },
  {
    name: 'sandbox-gone',
    run: ended(
      90 * minute,
      { error: { code: 'gone', message: 'The server took the sandbox back after 60 min without a run' } },
      { stdoutBytes: 412_000 },
    ),
    output: epochs,
    words: ['sandbox gone', 'The server took the sandbox back', '412 KB of output are kept.'],
  },
]

function state({ name, run: one, output, stream, words, actions, steps }: Sample): WindowState {
  return {
    name: `run-${name}`,
    part: 'result',
    scene: oneSession(),
    handlers: withRuns([one, output, stream]),
    words,
    ...(actions ? { actions } : {}),
    ...(steps ? { steps } : {}),
  }
}

/** What became of a run, in the result; and all of it in the list of runs. */
export const outcomeStates: readonly WindowState[] = [
  ...samples.map(state),
  {
    name: 'runs-of-every-outcome',
    part: 'panel',
    scene: oneSession(),
    handlers: withRuns(...samples.map((sample) => [sample.run, sample.output, sample.stream] as const)),
    steps: [{ click: 'Runs' }],
    words: ['connection lost', 'unknown', 'output cut', 'failed · 1', 'running'],
  },
]

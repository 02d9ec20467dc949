import { expect, test } from 'vitest'
import type { Outcome } from '../../../shared/domain/outcome.ts'
import { outcomeOf } from '../../../shared/domain/outcome.ts'
import type { RunFacts } from '../../../shared/domain/run.ts'
import { factsOf, outputLimit } from './facts-of.ts'
import type { ExecResult } from './wire.ts'

const clean: ExecResult = { exitCode: 0, stdout: '', stderr: '', durationMs: 1, timedOut: false, truncated: false }
const complete = { kind: 'complete' } as const
const full = 'x'.repeat(outputLimit)
const cut = { kind: 'cut', kept: outputLimit } as const

const rows: readonly (readonly [string, Partial<ExecResult>, Partial<RunFacts>, Outcome])[] = [
  ['a clean end', {}, { exitCode: 0, output: complete }, 'ok'],
  ['an exit code', { exitCode: 3 }, { exitCode: 3 }, 'failed'],
  ['a signal', { exitCode: 143 }, { exitCode: 143, signal: 15 }, 'failed'],
  ['out of memory', { exitCode: 137 }, { exitCode: 137, signal: 9 }, 'failed'],
  [
    'out of memory, told by the server',
    { exitCode: 137, error: 'killed: The memory of the sandbox was full.', killedBy: 'memory' },
    { exitCode: 137, signal: 9, killedBy: 'memory', output: complete },
    'failed',
  ],
  [
    'out of disk, told by the server',
    { exitCode: 137, error: 'killed: It held too much.', killedBy: 'disk' },
    { killedBy: 'server', output: complete },
    'failed',
  ],
  ['a code that is no signal', { exitCode: 255 }, { exitCode: 255 }, 'failed'],
  [
    'a limit with its false 0',
    { timedOut: true, stdout: 'a' },
    { killedBy: 'limit', stillRunning: true, output: complete },
    'timed-out',
  ],
  ['a limit wins over a cut', { timedOut: true, stdout: full }, { killedBy: 'limit', output: cut }, 'timed-out'],
  ['a cut with a 0 that may be false', { stdout: full }, { output: cut }, 'output-cut'],
  ['a cut with another code', { stderr: full, exitCode: 2 }, { output: cut, exitCode: 2 }, 'output-cut'],
  [
    'a cut beside a true 0',
    { stdout: 'a', truncated: true },
    { exitCode: 0, output: { kind: 'cut', kept: 1 } },
    'output-cut',
  ],
  [
    'bytes count, not characters',
    { stdout: '€'.repeat(outputLimit / 3 + 1) },
    { output: { kind: 'cut', kept: outputLimit + 1 + 1 } },
    'output-cut',
  ],
  [
    'a sandbox that is dead',
    { exitCode: -1, error: 'failed to create exec: container abc is not running' },
    { error: { code: 'gone', message: 'The sandbox does not run any more.' } },
    'sandbox-gone',
  ],
  [
    'a sandbox that ended meanwhile',
    { exitCode: -1, error: 'the sandbox ended before the program did' },
    { error: { code: 'gone', message: 'The sandbox does not run any more.' } },
    'sandbox-gone',
  ],
  [
    'a program that was not found, told by our server',
    { exitCode: 127, error: 'not started: nosuch: not found' },
    { error: { code: 'refused', message: 'It could not be started: nosuch: not found' } },
    'refused',
  ],
  [
    'an engine’s words on stderr',
    { exitCode: 126, stderr: 'OCI runtime exec failed: exec failed: no such file' },
    {
      error: {
        code: 'refused',
        message: 'It could not be started: OCI runtime exec failed: exec failed: no such file',
      },
    },
    'refused',
  ],
  [
    'an engine’s words on stdout',
    { exitCode: 126, stdout: 'OCI runtime exec failed\r\n' },
    { error: { code: 'refused', message: 'It could not be started: OCI runtime exec failed' } },
    'refused',
  ],
  ['a shell’s own 127', { exitCode: 127, stderr: 'bash: nosuch: command not found' }, { exitCode: 127 }, 'failed'],
  ['an engine’s words of a program that ran', { exitCode: 1, stderr: 'runc' }, { exitCode: 1 }, 'failed'],
]

test.each(rows)('%s', (_name, said, facts, outcome) => {
  const verdict = factsOf({ ...clean, ...said })
  if (verdict.kind !== 'facts') throw new Error('These are facts.')
  expect(verdict.facts).toMatchObject(facts)
  expect(outcomeOf(verdict.facts)).toBe(outcome)
})

test('a limit and a doubtful cut carry no exit code', () => {
  for (const said of [{ timedOut: true }, { stdout: full }]) {
    const verdict = factsOf({ ...clean, ...said })
    expect(verdict).not.toHaveProperty('facts.exitCode')
  }
})

test.each(['rpc error: context deadline exceeded', 'connection reset', ''])(
  'an error of %j says nothing of the program',
  (error) => {
    expect(factsOf({ ...clean, exitCode: -1, ...(error === '' ? {} : { error }) })).toMatchObject({
      kind: 'unknown',
      error: { code: 'outcome-unknown' },
    })
  },
)

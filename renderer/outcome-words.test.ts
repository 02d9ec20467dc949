import { expect, test } from 'vitest'
import type { Run, RunFacts, RunState } from '../shared/domain/run.ts'
import { outcomeWords } from './outcome-words.ts'

const base: Run = {
  id: 'r',
  session: { connectionId: 'local', sessionId: 's' },
  kind: 'code',
  title: 'a.py',
  language: 'python',
  limit: 60,
  startedAt: 1000,
  state: { name: 'queued' },
  stdoutBytes: 0,
  stderrBytes: 0,
}
const words = (state: RunState, more: Partial<Run> = {}) => {
  const { word, rest, second } = outcomeWords({ ...base, state, ...more }, 725_000)
  return [word, rest, second]
}
const settled = (facts: Partial<RunFacts>, more: Partial<Run> = {}) =>
  words({ name: 'settled', at: 3310, facts: { output: { kind: 'complete' }, ...facts } }, more)

test('a run under way says for how long and how much', () => {
  expect(words({ name: 'running', since: 1000 }, { stdoutBytes: 612_000 })).toEqual([
    'running',
    '12 m 04 s · 612 KB',
    'Its output comes when it ends.',
  ])
  expect(words({ name: 'running', since: 1000, stoppingSince: 2000 })[2]).toMatch(/^Stopping/)
})

test.each([
  [undefined, /may be running still/],
  [true, /is running still\.$/],
  [false, /^It has ended\. How is not known/],
])('a lost answer says what a look for its processes found: %s', (stillRunning, sentence) => {
  const error = { code: 'offline', message: 'No answer.' } as const
  const [word, , second] = words({
    name: 'unknown',
    since: 1000,
    error,
    ...(stillRunning === undefined ? {} : { stillRunning }),
  })
  expect(word).toBe('connection lost')
  expect(second).toMatch(sentence)
})

test.each<[Partial<RunFacts>, string, string, string]>([
  [{ exitCode: 0 }, 'ok', '2.31 s', ''],
  [{ exitCode: 1 }, 'failed', 'exit code 1 · 2.31 s', ''],
  [{ exitCode: 137 }, 'failed', 'exit code 137 · 2.31 s', 'Killed, likely out of memory.'],
  [{ signal: 11 }, 'failed', 'ended by SIGSEGV · 2.31 s', ''],
  [{ killedBy: 'person', exitCode: 143 }, 'stopped', 'by you after 2.31 s', ''],
  [{ killedBy: 'limit' }, 'timed out', '2.31 s', 'Ended at its limit of 1 m.'],
  [{ killedBy: 'limit', stillRunning: true }, 'timed out', '2.31 s', 'Limit of 1 m reached; it is still running.'],
  [
    { exitCode: 0, output: { kind: 'cut', kept: 67_000_000, lost: 1_200_000_000 } },
    'output cut',
    '2.31 s',
    '67 MB of output are kept; 1.2 GB more were lost. Exit code 0.',
  ],
  [
    { error: { code: 'refused', message: 'the session is paused' } },
    'refused',
    '',
    'Never started: the session is paused.',
  ],
  [
    { error: { code: 'gone', message: 'The server took the sandbox back.' } },
    'sandbox gone',
    '2.31 s',
    'The server took the sandbox back.',
  ],
])('%j is %s', (facts, word, rest, second) => {
  expect(settled(facts)).toEqual([word, rest, second])
})

test('exit code 0 with a program that goes on is not ok', () => {
  expect(settled({ exitCode: 0, stillRunning: true })).toEqual([
    'failed',
    'exit code 0 · 2.31 s',
    'A part of it is still running.',
  ])
})

test('no exit code is unknown, never ok', () => {
  expect(settled({})).toEqual(['connection lost', '2.31 s', 'The outcome is unknown: the server told no exit code.'])
})

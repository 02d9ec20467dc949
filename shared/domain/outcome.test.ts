import { describe, expect, test } from 'vitest'
import type { Outcome } from './outcome.ts'
import { labelOf, outcomeOf } from './outcome.ts'
import type { RunFacts } from './run.ts'

const complete = { kind: 'complete' } as const
const cut = { kind: 'cut', kept: 10_485_760 } as const

describe('the label of a run follows from its facts', () => {
  const rows: readonly (readonly [string, RunFacts, Outcome])[] = [
    ['exit code 0, whole output', { exitCode: 0, output: complete }, 'ok'],
    ['exit code 1', { exitCode: 1, output: complete }, 'failed'],
    ['ended by a signal of its own', { signal: 11, output: complete }, 'failed'],
    ['ended by the server for its memory', { exitCode: 137, killedBy: 'memory', output: complete }, 'failed'],
    ['ended by the server for another reason', { killedBy: 'server', output: complete }, 'failed'],
    ['stopped by the person, whatever the code', { exitCode: 0, killedBy: 'person', output: complete }, 'stopped'],
    ['stopped by the person, output cut as well', { signal: 15, killedBy: 'person', output: cut }, 'stopped'],
    ['ended at its limit', { killedBy: 'limit', output: complete }, 'timed-out'],
    ['limit reached and still running', { killedBy: 'limit', stillRunning: true, output: complete }, 'timed-out'],
    ['exit code 0 behind a cut is not ok', { exitCode: 0, output: cut }, 'output-cut'],
    ['exit code 1 behind a cut', { exitCode: 1, output: cut }, 'output-cut'],
    ['no exit code behind a cut', { output: cut }, 'output-cut'],
    ['never started', { output: complete, error: { code: 'refused', message: 'The session is paused.' } }, 'refused'],
    ['not able to start', { output: complete, error: { code: 'unsupported', message: 'No node here.' } }, 'refused'],
    ['its sandbox vanished', { output: complete, error: { code: 'gone', message: 'Taken back.' } }, 'sandbox-gone'],
    ['exit code 0 while something of it runs on', { exitCode: 0, stillRunning: true, output: complete }, 'failed'],
    ['nothing is known', { output: complete }, 'connection-lost'],
  ]
  test.each(rows)('%s', (_name, facts, outcome) => {
    expect(outcomeOf(facts)).toBe(outcome)
  })
})

test('only facts with a reported 0, whole output, no killer and nothing left running are ok', () => {
  const exitCodes = [undefined, 0, 1, 137]
  const killers = [undefined, 'person', 'limit', 'memory', 'server'] as const
  const flags = [undefined, true]
  for (const exitCode of exitCodes)
    for (const killedBy of killers)
      for (const stillRunning of flags)
        for (const output of [complete, cut]) {
          const facts: RunFacts = {
            output,
            ...(exitCode === undefined ? {} : { exitCode }),
            ...(killedBy ? { killedBy } : {}),
            ...(stillRunning ? { stillRunning } : {}),
          }
          const good = exitCode === 0 && !killedBy && !stillRunning && output === complete
          expect(outcomeOf(facts) === 'ok', JSON.stringify(facts)).toBe(good)
        }
})

test('a run without facts is labelled by its state', () => {
  expect(labelOf({ name: 'queued' })).toBe('queued')
  expect(labelOf({ name: 'running', since: 1 })).toBe('running')
  expect(labelOf({ name: 'unknown', since: 1, error: { code: 'offline', message: 'No answer.' } })).toBe(
    'connection-lost',
  )
})

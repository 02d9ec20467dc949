import { expect, test } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { SandboxApi } from '../api/client.ts'
import { lookUp } from './lookup.ts'

const minute = 60_000

/** Looks at a run that goes on for so long. The times of the looks. */
async function looksAt(lastsMs: number, isWatched: (now: number) => boolean): Promise<readonly number[]> {
  let now = 0
  const looks: number[] = []
  // Of all the client only this is used here.
  const api = {
    executeShort: async () => {
      looks.push(now)
      if (now > lastsMs) throw fail('gone', 'The sandbox is not on the server any more.')
      return { exitCode: 0, stdout: '1\n', stderr: '', durationMs: 1, timedOut: false, truncated: false }
    },
  } as unknown as SandboxApi
  const seen = await lookUp({
    sandbox: () => ({ api, id: 'ab12cd34' }),
    runId: 'r-1',
    signal: new AbortController().signal,
    isWatched: () => isWatched(now),
    onRunning: () => undefined,
    pause: async (ms) => {
      now += ms
    },
  })
  expect(seen).toBe('sandbox-gone')
  return looks
}

const gaps = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0))

test('a run whose answer was lost is looked at soon, and then less and less, to once in five minutes', async () => {
  const looks = await looksAt(120 * minute, () => true)
  expect(looks.filter((at) => at < minute).length).toBeGreaterThanOrEqual(6)
  expect(gaps(looks)).toEqual([...gaps(looks)].sort((a, b) => a - b))
  expect(gaps(looks).at(-1)).toBe(5 * minute)
})

test('while no window is visible twice an hour, and within one pause when one is seen again', async () => {
  const looks = await looksAt(10 * 60 * minute, (now) => now > 5 * 60 * minute)
  const hidden = looks.filter((at) => at > minute && at < 5 * 60 * minute)
  expect(hidden.length).toBeGreaterThanOrEqual(8)
  expect(hidden.length).toBeLessThanOrEqual(10)
  const [next = 0] = looks.filter((at) => at > 5 * 60 * minute)
  expect(next).toBeLessThanOrEqual(5 * 60 * minute + 5 * minute)
})

import { expect, test } from 'vitest'
import { pauseAfter } from './poll.ts'

test('an idle window asks a server at most three times a minute', () => {
  for (const chance of [0, 0.5, 1]) expect(pauseAfter(0, chance)).toBeGreaterThanOrEqual(20_000)
})

test('a server that does not answer is asked less and less, and at least once in 66 seconds', () => {
  const pauses = [1, 2, 3, 4, 5, 50].map((failures) => pauseAfter(failures, 0))
  expect(pauses[0]).toBeGreaterThan(20_000)
  expect([...pauses].sort((a, b) => a - b)).toEqual(pauses)
  expect(pauses.at(-1)).toBe(60_000)
  expect(pauseAfter(50, 1)).toBe(66_000)
})

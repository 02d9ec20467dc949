import { expect, test } from 'vitest'
import { formatInstant, isPast, later, now } from './instants.ts'

test.each([
  [0n, 9, 0, '1970-01-01T00:00:00Z'],
  [1_500_000_000n, 9, 120, '1970-01-01T02:00:01.5+02:00'],
  [123_456_780n, 9, -450, '1969-12-31T16:30:00.12345678-07:30'],
  [123_456_789n, 6, 0, '1970-01-01T00:00:00.123456Z'],
  [1_000_000_001n, 9, 0, '1970-01-01T00:00:01.000000001Z'],
  [1_000_000_001n, 6, 0, '1970-01-01T00:00:01Z'],
  [-1n, 9, 0, '1969-12-31T23:59:59.999999999Z'],
] as const)('%s with %s digits at %s minutes is %s', (instant, digits, offsetMinutes, text) => {
  expect(formatInstant(instant, { digits, offsetMinutes })).toBe(text)
})

test('what is moved back by anything is past at once', () => {
  for (let count = 0; count < 1000; count += 1) expect(isPast(later(now(), -0.000005))).toBe(true)
  expect(isPast(later(now(), 60_000))).toBe(false)
})

import { expect, test } from 'vitest'
import { skewOf } from './skew.ts'

const date = 'Mon, 23 Nov 2026 10:00:00 GMT'
const at = Date.parse(date)

test('the middle of the second against the middle of the request', () => {
  expect(skewOf(date, at + 400, at + 600)).toBe(0)
  expect(skewOf(date, at - 60_000, at - 59_000)).toBe(60_000)
})

test('a run of a hundred seconds does not put the clock fifty seconds wrong', () => {
  expect(skewOf(date, at - 100_000, at)).toBeUndefined()
})

test('an answer without a date tells nothing', () => {
  expect(skewOf(undefined, at, at)).toBeUndefined()
  expect(skewOf('yesterday', at, at)).toBeUndefined()
})

import { expect, test } from 'vitest'
import { median, paired, rounded } from './measure.ts'

test('the median of an odd and of an even number of values', () => {
  expect(median([5, 1, 3])).toBe(3)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([])).toBeNaN()
})

test('paired runs take turns and count both the same number of times', async () => {
  const order: string[] = []
  await paired(
    2,
    async () => order.push('ours'),
    async () => order.push('plain'),
  )
  expect(order).toEqual(['ours', 'plain', 'ours', 'plain', 'plain', 'ours'])
})

test('a figure keeps three digits', () => {
  expect(rounded(0.123456)).toBe(0.123)
  expect(rounded(12345)).toBe(12300)
})

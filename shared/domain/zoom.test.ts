import { expect, test } from 'vitest'
import { zoomAfter } from './zoom.ts'

test('zoom goes in and out by steps between 50 and 200 %, and back to 100 %', () => {
  expect(zoomAfter(1, 'in')).toBe(1.1)
  expect(zoomAfter(1, 'out')).toBe(0.9)
  expect(zoomAfter(1.75, 'reset')).toBe(1)
  expect(zoomAfter(2, 'in')).toBe(2)
  expect(zoomAfter(0.5, 'out')).toBe(0.5)
  // Between two steps, and a factor that went through a logarithm.
  expect(zoomAfter(1.3, 'out')).toBe(1.25)
  expect(zoomAfter(1.0999999, 'in')).toBe(1.25)
})

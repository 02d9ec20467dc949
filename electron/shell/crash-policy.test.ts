import { expect, test } from 'vitest'
import { crashPolicy } from './crash-policy.ts'

test('a crash is answered by loading again, a second one soon after by a question', () => {
  let time = 0
  const decide = crashPolicy(() => time)
  expect(decide('crashed')).toBe('reload')
  time = 59_000
  expect(decide('oom')).toBe('ask')
  time = 118_000
  expect(decide('killed')).toBe('ask')
  time = 200_000
  expect(decide('a reason of a newer version')).toBe('reload')
  expect(decide('clean-exit')).toBe('nothing')
})

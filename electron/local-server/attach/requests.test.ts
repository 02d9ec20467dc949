import { expect, test } from 'vitest'
import { readRequest } from './requests.ts'

test.each(['dance', 'constructor', 'list', 'leave'])('%s is no operation, and the code says so', (op) => {
  expect(readRequest({ id: 1, op })).toMatchObject({ id: 1, code: 'unknown-op' })
})

test.each([-1, 65, 2 ** 31, 1.5, true, '9', null])('signal %j goes no further', (signal) => {
  expect(readRequest({ id: 1, op: 'signal', process: 1, signal })).toMatchObject({ id: 1, code: 'bad-request' })
})

test.each([0, -1, 10_000, 2 ** 40, 0.5])('a terminal of %d columns goes no further', (columns) => {
  const size = { columns, rows: 24 }
  expect(readRequest({ id: 1, op: 'resize', process: 1, ...size })).toMatchObject({ code: 'bad-request' })
  expect(readRequest({ id: 1, op: 'start', command: ['sh'], tty: size })).toMatchObject({ code: 'bad-request' })
})

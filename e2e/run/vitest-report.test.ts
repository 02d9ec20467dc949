import { expect, test } from 'vitest'
import { readVitestReport } from './vitest-report.mjs'

const assertion = (title: string, status: string, message?: string) => ({
  title,
  fullName: `files ${title}`,
  status,
  failureMessages: message === undefined ? [] : [message],
})

test('passed, failed and skipped tests: a skipped one counts as failed', () => {
  const assertionResults = [assertion('a', 'passed'), assertion('b', 'failed', 'expected 1'), assertion('c', 'pending')]
  const result = readVitestReport('unit', { testResults: [{ name: '/x.test.ts', status: 'failed', assertionResults }] })
  expect(result).toEqual({
    name: 'unit',
    passed: 1,
    ran: ['a'],
    failures: [
      { title: 'files b', detail: 'expected 1' },
      { title: 'files c', detail: 'The test did not run (pending).' },
    ],
  })
})

test('a file that could not be loaded counts as failed', () => {
  const file = { name: '/x.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] }
  const { passed, failures } = readVitestReport('unit', { testResults: [file] })
  expect({ passed, failures }).toEqual({ passed: 0, failures: [{ title: '/x.test.ts', detail: 'Cannot find module' }] })
})

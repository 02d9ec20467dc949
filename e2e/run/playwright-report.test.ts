import { expect, test } from 'vitest'
import { readPlaywrightReport } from './playwright-report.mjs'

const spec = (title: string, status: string, message?: string) => ({
  title,
  file: 'specs/story.spec.ts',
  line: 7,
  tests: [{ status, results: [{ status, errors: message === undefined ? [] : [{ message }] }] }],
})

test('nested suites, and every state that is not a pass at the first try', () => {
  const report = {
    errors: [{ message: 'global set-up failed' }],
    suites: [
      {
        title: 'specs/story.spec.ts',
        specs: [spec('a', 'expected'), spec('b', 'unexpected', '\u001b[31mnot seen\u001b[0m')],
        suites: [{ title: 'inner', specs: [spec('c', 'expected'), spec('d', 'flaky', 'late'), spec('e', 'skipped')] }],
      },
    ],
  }
  expect(readPlaywrightReport('e2e', report)).toEqual({
    name: 'e2e',
    passed: 2,
    ran: ['a', 'c'],
    failures: [
      { title: 'e2e', detail: 'global set-up failed' },
      { title: 'specs/story.spec.ts:7 b', detail: 'not seen' },
      { title: 'specs/story.spec.ts:7 d', detail: 'late' },
      { title: 'specs/story.spec.ts:7 e', detail: 'The test did not run (skipped).' },
    ],
  })
})

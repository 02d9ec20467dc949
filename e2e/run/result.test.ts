import { expect, test } from 'vitest'
import { addUp, failedStep } from './result.mjs'

test('the sum of all steps; a step that could not start is one failure', () => {
  const ok = { name: 'unit', passed: 12, failures: [], ran: [] }
  expect(addUp([ok, failedStep('e2e', new Error('no Chromium'))])).toEqual({
    passed: 12,
    failures: [{ title: 'e2e', detail: 'no Chromium' }],
  })
})

test('a runner that found no tests is a failure', () => {
  const empty = { name: 'e2e', passed: 0, failures: [], ran: [] }
  expect(addUp([empty])).toEqual({ passed: 0, failures: [{ title: 'e2e', detail: 'No test ran.' }] })
})

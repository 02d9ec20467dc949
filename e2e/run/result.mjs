// @ts-check
import { say } from '../../electron/start/say.mjs'

/**
 * @typedef {{ title: string, detail: string }} Failure
 * @typedef {object} StepResult
 * @property {string} name
 * @property {number} passed
 * @property {readonly Failure[]} failures one for each test that failed or did not run
 * @property {readonly string[]} ran exact titles of the tests that passed
 */

/**
 * @param {string} name
 * @param {unknown} error
 * @returns {StepResult} one failure
 */
export function failedStep(name, error) {
  const detail = error instanceof Error ? error.message : String(error)
  return { name, passed: 0, failures: [{ title: name, detail }], ran: [] }
}

/**
 * All steps together. A step in which nothing ran is a failure: a runner that finds no tests must not look like success.
 * @param {readonly StepResult[]} results
 * @returns {{ passed: number, failures: Failure[] }}
 */
export function addUp(results) {
  const failures = results.flatMap((result) => {
    if (result.passed === 0 && result.failures.length === 0) return [{ title: result.name, detail: 'No test ran.' }]
    return result.failures
  })
  return { passed: results.reduce((sum, { passed }) => sum + passed, 0), failures }
}

/**
 * Says every failure, and as the last line of standard output the sum.
 * @param {readonly StepResult[]} results
 * @returns {number} exit code
 */
export function printSum(results) {
  const { passed, failures } = addUp(results)
  for (const failure of failures) say(`\n✗ ${failure.title}\n${failure.detail.replaceAll(/^/gm, '    ')}`)
  console.log(`${passed} passed, ${failures.length} failed`)
  return failures.length === 0 ? 0 : 1
}

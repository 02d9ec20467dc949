// @ts-check

/**
 * @typedef {{ status: string, title: string, fullName: string, failureMessages?: string[] | null }} Assertion
 * @typedef {{ name: string, status: string, message?: string, assertionResults: Assertion[] }} TestFile
 */

/**
 * Reads what vitest's JSON reporter wrote. A test that was skipped counts as failed: nothing is left out in silence.
 * @param {string} name of the step
 * @param {{ testResults: TestFile[] }} report
 * @returns {import('./result.mjs').StepResult}
 */
export function readVitestReport(name, report) {
  /** @type {import('./result.mjs').Failure[]} */
  const failures = []
  /** @type {string[]} */
  const ran = []
  for (const file of report.testResults) {
    for (const { status, title, fullName, failureMessages } of file.assertionResults) {
      if (status === 'passed') ran.push(title)
      else if (status === 'failed')
        failures.push({ title: fullName, detail: shorten(failureMessages?.join('\n') ?? '') })
      else failures.push({ title: fullName, detail: `The test did not run (${status}).` })
    }
    // A file that could not be loaded, or whose set-up failed.
    const fails = file.assertionResults.some(({ status }) => status === 'failed')
    if (file.status === 'failed' && !fails) failures.push({ title: file.name, detail: shorten(file.message ?? '') })
  }
  return { name, passed: ran.length, failures, ran }
}

/** @param {string} text */
function shorten(text) {
  return text.split('\n').slice(0, 12).join('\n')
}

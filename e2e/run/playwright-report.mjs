// @ts-check
import { stripVTControlCharacters } from 'node:util'

/**
 * @typedef {{ status: string, error?: { message?: string }, errors?: { message?: string }[] }} Attempt
 * @typedef {{ title: string, file: string, line: number, tests: { status: string, results: Attempt[] }[] }} Spec
 * @typedef {{ title: string, specs?: Spec[], suites?: Suite[] }} Suite
 */

/**
 * Reads what Playwright's JSON reporter wrote. A test that was skipped counts as failed, and so does one that passed at a second try.
 * @param {string} name of the step
 * @param {{ suites: Suite[], errors: { message?: string }[] }} report
 * @returns {import('./result.mjs').StepResult}
 */
export function readPlaywrightReport(name, report) {
  /** @type {import('./result.mjs').Failure[]} */
  const failures = report.errors.map(({ message }) => ({ title: name, detail: shorten(message ?? '') }))
  /** @type {string[]} */
  const ran = []
  for (const spec of report.suites.flatMap(specsOf)) {
    for (const { status, results } of spec.tests) {
      if (status === 'expected') ran.push(spec.title)
      else failures.push({ title: `${spec.file}:${spec.line} ${spec.title}`, detail: describe(status, results) })
    }
  }
  return { name, passed: ran.length, failures, ran }
}

/**
 * @param {Suite} suite
 * @returns {Spec[]}
 */
function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]
}

/**
 * @param {string} status
 * @param {Attempt[]} attempts
 */
function describe(status, attempts) {
  if (status === 'skipped') return 'The test did not run (skipped).'
  const messages = attempts.flatMap(({ error, errors = [] }) => (errors.length > 0 ? errors : [error ?? {}]))
  return shorten(messages.map(({ message }) => message ?? status).join('\n'))
}

/** @param {string} text */
function shorten(text) {
  return stripVTControlCharacters(text).split('\n').slice(0, 20).join('\n')
}

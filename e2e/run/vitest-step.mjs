// @ts-check
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { node24, projectFolder } from '../../electron/start/project.mjs'
import { runCommand } from '../../electron/start/run-command.mjs'
import { reportsFolder } from './playwright-step.mjs'
import { readVitestReport } from './vitest-report.mjs'

/**
 * @typedef {object} VitestChoice
 * @property {string} name of the step
 * @property {readonly string[]} files to run; none means all
 * @property {'dot' | 'verbose'} reporter what is shown while it runs
 * @property {NodeJS.ProcessEnv} env added to this process's own
 */

/** @type {VitestChoice} */
const everything = { name: 'unit and component tests', files: [], reporter: 'dot', env: {} }

/**
 * @param {VitestChoice} [choice]
 * @returns {Promise<import('./result.mjs').StepResult>}
 */
export async function runVitest({ name, files, reporter, env } = everything) {
  const report = path.join(reportsFolder, 'vitest.json')
  const vitest = path.join(projectFolder, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [
    'run',
    '--config',
    'e2e/run/vitest.config.ts',
    `--reporter=${reporter}`,
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...files,
  ]
  const code = await runCommand(node24, [vitest, ...args], {
    cwd: projectFolder,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
  })
  const result = readVitestReport(name, JSON.parse(readFileSync(report, 'utf8')))
  // For example an error that nothing caught after all tests had passed.
  if (code !== 0 && result.failures.length === 0) {
    return { ...result, failures: [{ title: name, detail: `vitest ended with code ${code}; its words are above.` }] }
  }
  return result
}

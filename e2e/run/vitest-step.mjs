// @ts-check
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { node24, projectFolder } from '../../electron/start/project.mjs'
import { runCommand } from '../../electron/start/run-command.mjs'
import { reportsFolder } from './playwright-step.mjs'
import { readVitestReport } from './vitest-report.mjs'

const name = 'unit and component tests'

/** @returns {Promise<import('./result.mjs').StepResult>} */
export async function runVitest() {
  const report = path.join(reportsFolder, 'vitest.json')
  const vitest = path.join(projectFolder, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [
    'run',
    '--config',
    'e2e/run/vitest.config.ts',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  const code = await runCommand(node24, [vitest, ...args], { cwd: projectFolder, stdio: ['ignore', 2, 2] })
  const result = readVitestReport(name, JSON.parse(readFileSync(report, 'utf8')))
  // For example an error that nothing caught after all tests had passed.
  if (code !== 0 && result.failures.length === 0) {
    return { ...result, failures: [{ title: name, detail: `vitest ended with code ${code}; its words are above.` }] }
  }
  return result
}

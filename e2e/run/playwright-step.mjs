// @ts-check
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { findProgram } from '../../electron/start/find-program.mjs'
import { node24, projectFolder } from '../../electron/start/project.mjs'
import { runCommand } from '../../electron/start/run-command.mjs'
import { readPlaywrightReport } from './playwright-report.mjs'

/** Where the runners leave their reports; not part of the repository. */
export const reportsFolder = path.join(projectFolder, 'e2e', 'out', 'reports')

/**
 * Runs one project of e2e/playwright.config.ts.
 * @param {'browser' | 'electron'} project
 * @param {Record<string, string>} environment names the executables
 * @returns {Promise<import('./result.mjs').StepResult>}
 */
export async function runPlaywright(project, environment) {
  const name = `end to end, ${project}`
  mkdirSync(reportsFolder, { recursive: true })
  const report = path.join(reportsFolder, `${project}.json`)
  const cli = path.join(projectFolder, 'node_modules', 'playwright', 'cli.js')
  const command = [
    node24,
    cli,
    'test',
    '--config',
    'e2e/playwright.config.ts',
    '--project',
    project,
    '--reporter=list,json',
  ]
  const [program, ...args] = project === 'electron' ? withDisplay(command) : command
  if (program === undefined) throw new Error('There is no command to run.')
  const code = await runCommand(program, args, {
    cwd: projectFolder,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  })
  if (!existsSync(report)) throw new Error(`Playwright wrote no report; it ended with code ${code}.`)
  const result = readPlaywrightReport(name, JSON.parse(readFileSync(report, 'utf8')))
  if (code !== 0 && result.failures.length === 0) {
    return {
      ...result,
      failures: [{ title: name, detail: `Playwright ended with code ${code}; its words are above.` }],
    }
  }
  return result
}

/**
 * On Linux windows open on a display of their own: they take no focus from a person, and their size is known.
 * @param {string[]} command
 * @returns {string[]}
 */
function withDisplay(command) {
  if (process.platform !== 'linux') return command
  const xvfb = findProgram('xvfb-run')
  if (xvfb === undefined) throw new Error('xvfb-run is not installed. On Debian and Ubuntu: apt-get install xvfb xauth')
  return [xvfb, '-a', '--server-args=-screen 0 1600x1000x24', ...command]
}

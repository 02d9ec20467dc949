// @ts-check
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { node24, projectFolder } from '../../electron/start/project.mjs'
import { readCommand } from '../../electron/start/run-command.mjs'
import { checkSecurityTable } from './security-table.mjs'

/**
 * A program of the packages that either agrees or not, such as the type checker. It counts as one test.
 * @param {string} name
 * @param {string} script below node_modules; its own and not the link in `.bin`, which Windows starts only through a shell
 * @param {string[]} args
 * @returns {Promise<import('./result.mjs').StepResult>}
 */
export async function programStep(name, script, args) {
  const file = path.join(projectFolder, 'node_modules', script)
  const { code, stdout, stderr } = await readCommand(node24, [file, ...args], { cwd: projectFolder })
  return verdict(name, code === 0 ? [] : [`${stdout}\n${stderr}`.trim()])
}

/**
 * Every test that the README's security table names has passed in this very run.
 * @param {readonly import('./result.mjs').StepResult[]} results of the steps before
 * @returns {import('./result.mjs').StepResult}
 */
export function securityStep(results) {
  const ran = new Set(results.flatMap((result) => result.ran))
  return verdict('security table', checkSecurityTable(readFileSync(path.join(projectFolder, 'README.md'), 'utf8'), ran))
}

/**
 * @param {string} name
 * @param {readonly string[]} complaints
 * @returns {import('./result.mjs').StepResult}
 */
export function verdict(name, complaints) {
  if (complaints.length === 0) return { name, passed: 1, failures: [], ran: [] }
  return { name, passed: 0, failures: [{ title: name, detail: complaints.join('\n') }], ran: [] }
}

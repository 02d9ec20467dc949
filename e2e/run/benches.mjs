// @ts-check
import path from 'node:path'
import { findProgram } from '../../electron/start/find-program.mjs'
import { node24, projectFolder } from '../../electron/start/project.mjs'
import { runCommand } from '../../electron/start/run-command.mjs'
import { say } from '../../electron/start/say.mjs'
import { findBrowser } from './find-browser.mjs'
import { findTestElectron } from './find-electron.mjs'

/** One process each, one after the other: what one leaves in memory or in a cache is none of the next one's business. */
const benches = [
  'bundle-size',
  'wire',
  'vault',
  'api-client',
  'local-server',
  'attach',
  'sandbox-memory',
  'start-electron',
  'start-browser',
  'window',
  'files',
]

/**
 * Runs every bench, also after one has failed.
 * @returns {Promise<number>} exit code: 1 when one could not measure. A target that is missed shows as `"met":false` and is no failure.
 */
export async function runBenches() {
  const env = { ...process.env, E2E_CHROMIUM: await findBrowser(), E2E_ELECTRON: await findTestElectron() }
  let failed = 0
  for (const name of benches) {
    say(`── ${name}`)
    const file = path.join(projectFolder, 'e2e', 'bench', `${name}.ts`)
    const { program, args } = withDisplay(name === 'start-electron', node24, [file])
    const code = await runCommand(program, args, { cwd: projectFolder, env })
    if (code !== 0) {
      say(`${name} could not measure (exit code ${code}).`)
      failed = 1
    }
  }
  return failed
}

/**
 * @param {boolean} needed
 * @param {string} program
 * @param {string[]} args
 */
function withDisplay(needed, program, args) {
  const xvfb = process.platform === 'linux' && needed && !process.env.DISPLAY ? findProgram('xvfb-run') : undefined
  return xvfb === undefined ? { program, args } : { program: xvfb, args: ['-a', program, ...args] }
}

// @ts-check
import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright'
import { installByApt, mayInstallByApt } from '../../electron/start/apt.mjs'
import { findProgram } from '../../electron/start/find-program.mjs'
import { node24, projectFolder } from '../../electron/start/project.mjs'
import { readCommand } from '../../electron/start/run-command.mjs'
import { StartError, say, step } from '../../electron/start/say.mjs'

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * A Chromium for the tests: E2E_CHROMIUM, Playwright's, the system's, Debian's by apt-get as root, Playwright's by download.
 * Prints which one is used.
 * @returns {Promise<string>} path of the executable
 * @throws {StartError}
 */
export async function findBrowser() {
  const found = process.env.E2E_CHROMIUM ?? present() ?? (await install())
  if (found === undefined) {
    throw new StartError(
      'No Chromium was found or could be installed. Install one ("npx playwright install chromium", or the package chromium of ' +
        'the system), or name its executable in E2E_CHROMIUM.',
    )
  }
  const { stdout } = await readCommand(found, ['--version'], { limitSeconds: 20 })
  say(`Chromium for the tests: ${found} (${stdout.trim() || 'it does not tell its version'})`)
  return found
}

/** @returns {string | undefined} */
function present() {
  const own = chromium.executablePath()
  if (own !== '' && existsSync(own)) return own
  return systemNames.map((name) => findProgram(name)).find((file) => file !== undefined)
}

/** @returns {Promise<string | undefined>} */
async function install() {
  if (mayInstallByApt()) {
    await step('Installing chromium with apt-get, for the tests', () => installByApt(['chromium']))
    const found = present()
    if (found !== undefined) return found
  }
  const cli = path.join(projectFolder, 'node_modules', 'playwright', 'cli.js')
  await step("Downloading Playwright's Chromium, for the tests", () =>
    readCommand(node24, [cli, 'install', 'chromium'], { limitSeconds: 300 }),
  )
  return present()
}

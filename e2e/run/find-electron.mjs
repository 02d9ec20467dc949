// @ts-check
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { installByApt, mayInstallByApt } from '../../electron/start/apt.mjs'
import { findElectron } from '../../electron/start/electron-binary.mjs'
import { findProgram } from '../../electron/start/find-program.mjs'
import { projectFolder } from '../../electron/start/project.mjs'
import { readCommand } from '../../electron/start/run-command.mjs'
import { StartError, say, step } from '../../electron/start/say.mjs'
import { installRuntime, runtimeFolder } from '../electron-runtime/install.mjs'

/** Debian packages of a desktop that Electron links to; newer releases have some under a second name. */
const desktopLibraries = [
  ['libnss3'],
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libgbm1'],
  ['libasound2t64', 'libasound2'],
  ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  ['libcups2t64', 'libcups2'],
  ['libxss1'],
]

/**
 * An Electron for the tests: E2E_ELECTRON, the one of package.json, else the test runtime. Brings its libraries and a display along.
 * Prints which one is used.
 * @returns {Promise<string>} path of the executable
 * @throws {Error} with a sentence
 */
export async function findTestElectron() {
  const executable = process.env.E2E_ELECTRON ?? (await shipped()) ?? (await runtime())
  if (process.platform === 'linux') await ensureDesktop(executable)
  say(`Electron for the tests: ${executable} (${versionOf(executable)})`)
  return executable
}

/** @returns {Promise<string | undefined>} */
async function shipped() {
  const found = await findElectron(projectFolder)
  if ('path' in found) return found.path
  say(`${found.reason} The tests run on the test Electron.`)
  return undefined
}

/** @returns {Promise<string>} */
async function runtime() {
  if (mayInstallByApt() && (await readCommand('python3', ['-m', 'pip', '--version'])).code !== 0) {
    await step('Installing python3-pip with apt-get, for the test Electron', () =>
      installByApt(['python3', 'python3-pip']),
    )
  }
  return step(`Preparing the test Electron in ${runtimeFolder()}`, () => installRuntime())
}

/** @param {string} executable */
async function ensureDesktop(executable) {
  const missing = await missingLibraries(executable)
  const display = findProgram('xvfb-run') !== undefined && findProgram('xauth') !== undefined
  if (missing.length === 0 && display) return
  if (mayInstallByApt()) {
    await step('Installing a virtual display and the libraries of a desktop with apt-get, for the tests', async () => {
      // The lists have to be there before apt-cache can tell which names this release knows.
      await installByApt(['xvfb', 'xauth'])
      await installByApt(await knownNames())
    })
  }
  const still = await missingLibraries(executable)
  if (still.length > 0) throw new StartError(`Electron cannot start: these libraries are missing: ${still.join(', ')}.`)
}

/**
 * @param {string} executable
 * @returns {Promise<string[]>} names of shared libraries
 */
async function missingLibraries(executable) {
  const { stdout } = await readCommand('ldd', [executable])
  return [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name = '']) => name)
}

/** @returns {Promise<string[]>} */
async function knownNames() {
  const names = []
  for (const choices of desktopLibraries) {
    for (const name of choices) {
      const { stdout } = await readCommand('apt-cache', ['policy', name])
      if (!/Candidate: (?!\(none\))\S/.test(stdout)) continue
      names.push(name)
      break
    }
  }
  return names
}

/** @param {string} executable */
function versionOf(executable) {
  try {
    return `version ${readFileSync(path.join(path.dirname(executable), 'version'), 'utf8').trim()}`
  } catch {
    return 'version unknown'
  }
}

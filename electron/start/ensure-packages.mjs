// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { runCommand } from './run-command.mjs'
import { StartError, step } from './say.mjs'

/**
 * @typedef {object} Lock
 * @property {Record<string, { version?: string, optional?: boolean, peer?: boolean }>} packages
 */

/**
 * Compares what the lock file asks for with what npm noted when it last installed (`node_modules/.package-lock.json`). So packages
 * that a person installed with npm itself count as well.
 * @param {string} folder the project
 * @returns {string | undefined} why an install is needed, or undefined
 */
export function findStalePackages(folder) {
  const noted = readLock(path.join(folder, 'node_modules', '.package-lock.json'))
  if (noted === undefined) return 'no packages are installed'
  const asked = readLock(path.join(folder, 'package-lock.json'))
  if (asked === undefined)
    throw new StartError(`package-lock.json is missing in ${folder}. Restore it from the repository.`)
  for (const [place, { version, optional }] of Object.entries(asked.packages)) {
    if (place === '') continue
    const found = noted.packages[place]
    // Packages for other systems are optional and left out by npm.
    if (found === undefined ? !optional : found.version !== version) {
      return `${place.replace(/^.*node_modules\//, '')} is not at version ${version}`
    }
  }
  return undefined
}

/**
 * Installs the packages when they are missing or not those of the lock file.
 * @param {string} folder the project
 * @returns {Promise<boolean>} whether something was installed
 * @throws {StartError}
 */
export async function ensurePackages(folder) {
  const reason = findStalePackages(folder)
  if (reason === undefined) return false
  await step(`Installing packages (${reason}; about 700 MB, some minutes on the first start)`, async () => {
    const [program, ...first] = npmCommand()
    const code = await runCommand(program, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
    })
    if (code !== 0) {
      throw new StartError(
        `The packages were not installed: npm ci ended with code ${code}, its words are above. ` +
          'Check the connection to the package registry and the free space on the disk, then start again.',
      )
    }
  })
  return true
}

/**
 * npm as a program and its first arguments. Under `npm start` npm names its own script; that also avoids `npm.cmd`,
 * which Windows starts only through a shell.
 * @returns {[string, ...string[]]}
 */
function npmCommand() {
  const named = process.env.npm_execpath
  if (named?.endsWith('.js') && existsSync(named)) return [process.execPath, named]
  for (const place of ['../lib/node_modules/npm/bin/npm-cli.js', 'node_modules/npm/bin/npm-cli.js']) {
    const script = path.resolve(path.dirname(process.execPath), place)
    if (existsSync(script)) return [process.execPath, script]
  }
  return ['npm']
}

/**
 * @param {string} file
 * @returns {Lock | undefined} undefined when it is missing or cut
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

// @ts-check
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { downloadElectron } from './electron-download.mjs'
import { memoryFolder, node24 } from './project.mjs'
import { readCommand } from './run-command.mjs'
import { say, step } from './say.mjs'

/** @typedef {{ path: string } | { reason: string }} ElectronBinary a reason is a sentence for the person */

/**
 * The executable of the package `electron`, when it is on the disk.
 * @param {string} folder the project
 * @param {NodeJS.ProcessEnv} [environment] ELECTRON_OVERRIDE_DIST_PATH names a folder that is taken instead, as the package does
 * @returns {string | undefined}
 */
function installedElectron(folder, environment = process.env) {
  const own = path.join(folder, 'node_modules', 'electron')
  const executable = readText(path.join(own, 'path.txt'))
  if (environment.ELECTRON_OVERRIDE_DIST_PATH) {
    const file = path.join(environment.ELECTRON_OVERRIDE_DIST_PATH, executable ?? 'electron')
    return existsSync(file) ? file : undefined
  }
  // The hidden version file is written by the archive: an executable of an older version does not count.
  const version = readText(path.join(own, 'dist', 'version'))?.replace(/^v/, '')
  if (executable === undefined || version !== electronVersion(folder)) return undefined
  const file = path.join(own, 'dist', executable)
  return existsSync(file) ? file : undefined
}

/**
 * Finds Electron, and downloads it once when it is not there. A download that failed is not tried again until the version changes:
 * every start would wait for it.
 * @param {string} folder the project
 * @param {{ memory?: string, download?: typeof downloadElectron }} [options] for tests
 * @returns {Promise<ElectronBinary>}
 */
export async function findElectron(folder, { memory = memoryFolder, download = downloadElectron } = {}) {
  const found = installedElectron(folder)
  if (found !== undefined) return { path: found }
  const version = electronVersion(folder)
  const note = path.join(memory, 'electron-download.json')
  const remembered = readNote(note)
  if (remembered?.version === version) {
    return {
      reason: `Electron ${version} could not be downloaded before (${remembered.reason}). To try again, delete ${note}.`,
    }
  }
  try {
    await step(`Downloading Electron ${version} (about 120 MB)`, () => download(folder, { onProgress: sayQuarters() }))
    const { code, stderr } = await readCommand(node24, [path.join(folder, 'node_modules', 'electron', 'install.js')])
    if (code !== 0) throw new Error(`unpacking ended with code ${code}: ${stderr.trim().split('\n')[0] ?? ''}`)
    const unpacked = installedElectron(folder)
    if (unpacked === undefined) throw new Error('the archive holds no executable')
    return { path: unpacked }
  } catch (error) {
    const reason = causeOf(error)
    remember(note, { version, reason })
    return { reason: `Electron ${version} could not be downloaded (${reason}).` }
  }
}

/**
 * @param {string} folder
 * @returns {string} the version in the package `electron`
 */
export function electronVersion(folder) {
  return JSON.parse(readFileSync(path.join(folder, 'node_modules', 'electron', 'package.json'), 'utf8')).version
}

/** @returns {(percent: number) => void} says each quarter once */
function sayQuarters() {
  let said = 0
  return (percent) => {
    if (percent < said + 25) return
    said = Math.floor(percent / 25) * 25
    say(`  ${said} %`)
  }
}

/**
 * The innermost message: "fetch failed" alone says nothing.
 * @param {unknown} error
 * @returns {string}
 */
function causeOf(error) {
  if (!(error instanceof Error)) return String(error)
  const inner = error.message === 'fetch failed' && error.cause !== undefined ? causeOf(error.cause) : error.message
  return inner.split('\n')[0] ?? inner
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

/**
 * @param {string} file
 * @param {{ version: string, reason: string }} note
 */
function remember(file, note) {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(note)}\n`)
  } catch {
    // The project belongs to somebody else: the next start tries again, that is all.
  }
}

/**
 * @param {string} file
 * @returns {{ version: string, reason: string } | undefined}
 */
function readNote(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

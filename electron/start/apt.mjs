// @ts-check
import { readFileSync } from 'node:fs'
import { findProgram } from './find-program.mjs'
import { runCommand } from './run-command.mjs'

/**
 * @param {string} osRelease text of /etc/os-release
 * @returns {boolean} Debian, Ubuntu and what calls itself like them
 */
export function isDebianLike(osRelease) {
  const values = [...osRelease.matchAll(/^(?:ID|ID_LIKE)=(.*)$/gm)].flatMap(([, value = '']) =>
    value.replaceAll(/["']/g, '').trim().split(/\s+/),
  )
  return values.includes('debian') || values.includes('ubuntu')
}

/** Whether this process may install packages of Debian or Ubuntu: root there, with apt-get. */
export function mayInstallByApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || findProgram('apt-get') === undefined) return false
  try {
    return isDebianLike(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

/**
 * Installs Debian packages. The lists are fetched first, since those of a new machine are missing or old.
 * Its words go to stderr: stdout holds only addresses and results.
 * @param {readonly string[]} names
 * @returns {Promise<boolean>} whether apt-get ended well
 */
export async function installByApt(names) {
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 2, 2] }
  await runCommand('apt-get', ['update', '-qq'], options)
  return (await runCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], options)) === 0
}

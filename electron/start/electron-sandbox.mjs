// @ts-check
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/**
 * Why Electron cannot start with its own sandbox on this computer. It is never started without one.
 * @param {string} executable
 * @returns {string | undefined} a sentence, or undefined when nothing speaks against it
 */
export function whyElectronCannotStart(executable) {
  return decide({
    platform: process.platform,
    uid: process.getuid?.(),
    helperIsSetuid: isSetuidRoot(path.join(path.dirname(executable), 'chrome-sandbox')),
    helper: path.join(path.dirname(executable), 'chrome-sandbox'),
    sysctl: (name) => readSetting(path.join('/proc/sys', name)),
  })
}

/**
 * @param {object} facts
 * @param {NodeJS.Platform} facts.platform
 * @param {number | undefined} facts.uid
 * @param {boolean} facts.helperIsSetuid Chromium's older way, which needs no user namespaces
 * @param {string} facts.helper path of that helper
 * @param {(name: string) => string | undefined} facts.sysctl value below /proc/sys, undefined when it does not exist
 * @returns {string | undefined}
 */
export function decide({ platform, uid, helperIsSetuid, helper, sysctl }) {
  if (platform !== 'linux') return undefined
  if (uid === 0) return 'Electron does not start its sandbox as root.'
  const closed =
    sysctl('kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    sysctl('kernel/unprivileged_userns_clone') === '0' ||
    sysctl('user/max_user_namespaces') === '0'
  if (!closed || helperIsSetuid) return undefined
  return (
    "This system does not let Electron's sandbox make user namespaces. To allow its helper, type: " +
    `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`
  )
}

/** @param {string} file */
function isSetuidRoot(file) {
  try {
    const { uid, mode } = statSync(file)
    return uid === 0 && (mode & 0o4000) !== 0
  } catch {
    return false
  }
}

/** @param {string} file */
function readSetting(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

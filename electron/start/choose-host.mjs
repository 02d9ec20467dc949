// @ts-check
import { findElectron } from './electron-binary.mjs'
import { whyElectronCannotStart } from './electron-sandbox.mjs'
import { hasDisplay } from './has-display.mjs'

/**
 * @typedef {{ kind: 'electron', executable: string }} ElectronHost
 * @typedef {{ kind: 'browser', reason: string | undefined }} BrowserHost reason: why not Electron, when nobody asked for the browser
 */

/**
 * Electron when it can run here, otherwise the browser host. Cheap reasons come before a download.
 * @param {string} folder the project
 * @param {{ browser: boolean }} wish
 * @param {{ platform?: NodeJS.Platform, uid?: number | undefined, environment?: NodeJS.ProcessEnv, find?: typeof findElectron }} [system]
 * @returns {Promise<ElectronHost | BrowserHost>}
 */
export async function chooseHost(folder, { browser }, system = {}) {
  const {
    platform = process.platform,
    uid = process.getuid?.(),
    environment = process.env,
    find = findElectron,
  } = system
  if (browser) return { kind: 'browser', reason: undefined }
  if (platform === 'linux' && uid === 0) {
    return { kind: 'browser', reason: 'Electron does not start its sandbox as root.' }
  }
  if (!hasDisplay(platform, environment)) return { kind: 'browser', reason: 'There is no display for a window.' }
  const electron = await find(folder)
  if ('reason' in electron) return { kind: 'browser', reason: electron.reason }
  const obstacle = whyElectronCannotStart(electron.path)
  return obstacle === undefined
    ? { kind: 'electron', executable: electron.path }
    : { kind: 'browser', reason: obstacle }
}

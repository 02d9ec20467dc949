import type { WebPreferences } from 'electron'

/**
 * The settings of the page, all of them, and frozen: nothing from outside is ever spread into them. Most are Electron's
 * defaults, written down because everything stands on them.
 * @param preload path of the preload's bundle
 */
export function webPreferences(preload: string): Readonly<WebPreferences> {
  return Object.freeze({
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // It would download dictionaries from the network.
    spellcheck: false,
    // A page that shows `alert` in a loop would block the window.
    safeDialogs: true,
  } satisfies WebPreferences)
}

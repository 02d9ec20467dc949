import { BrowserWindow } from 'electron'
import { pageUrl } from './own-page.ts'
import type { WindowLook } from './window-options.ts'
import { windowOptions } from './window-options.ts'

/** What a window is told beside its look. */
export interface WindowOptions extends WindowLook {
  readonly maximised: boolean
  readonly fullScreen: boolean
  /** Opens the developer tools by Ctrl+Shift+I (⌥⌘I). */
  readonly development: boolean
  /**
   * The page holds edits that are not kept yet and was told to go: whether it goes all the same. Asks the person, and
   * blocks until there is an answer.
   */
  readonly leaveAnyway: (window: BrowserWindow) => boolean
}

/**
 * The one place where a window is made. It loads nothing yet: first everything that guards it has to be in place.
 */
export function createWindow({
  development,
  leaveAnyway,
  maximised,
  fullScreen,
  ...look
}: WindowOptions): BrowserWindow {
  const window = new BrowserWindow(windowOptions(look))
  const { webContents } = window
  window.once('ready-to-show', () => {
    // Maximising shows it as well: not before there is something to show.
    if (maximised) window.maximize()
    window.show()
    if (fullScreen) window.setFullScreen(true)
  })
  // The page says what it is about; a page title is no place for names that others chose.
  window.on('page-title-updated', (event) => event.preventDefault())
  webContents.on('will-prevent-unload', (event) => {
    if (leaveAnyway(window)) event.preventDefault()
  })
  webContents.on('before-input-event', (event, input) => {
    if (!development || !isToolsKey(input, look.platform)) return
    event.preventDefault()
    webContents.toggleDevTools()
  })
  return window
}

/** Chromium's code for a load that gave way to another one: somebody reloads quickly. */
const aborted = -3

/** Loads the page, or loads it again after it has gone. */
export async function loadPage(window: BrowserWindow): Promise<void> {
  try {
    await window.loadURL(pageUrl)
  } catch (error) {
    if ((error as { errno?: number }).errno !== aborted) throw error
  }
}

/** Shows a window wherever it was: hidden, minimised, behind others. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function isToolsKey(input: Electron.Input, platform: NodeJS.Platform): boolean {
  if (input.type !== 'keyDown' || input.code !== 'KeyI') return false
  return platform === 'darwin' ? input.meta && input.alt : input.control && input.shift && !input.alt
}

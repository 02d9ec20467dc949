import type { BrowserWindow } from 'electron'
import { app } from 'electron'
import type { Log } from '../core/log.ts'
import { crashPolicy } from './crash-policy.ts'
import { askAfterCrash } from './questions.ts'
import { loadPage } from './window.ts'

/** Crashes of a window's page, as the page that comes after one is told of them. */
export interface Crashes {
  /** Whether the page that is shown was loaded in place of one that crashed. */
  readonly isAfterCrash: () => boolean
}

/** Loads the page again when its process has gone, or asks when that happens again and again. */
export function handleCrashes(window: BrowserWindow, log: Log): Crashes {
  const decide = crashPolicy()
  let crashed = false
  let afterCrash = false
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    const answer = decide(reason)
    log.warn('The process of the page has gone', { reason, exitCode, answer })
    if (answer === 'nothing') return
    crashed = true
    void again(answer === 'ask').catch((error) => log.error('The page could not be loaded again', error))
  })
  window.webContents.on('did-navigate', () => {
    afterCrash = crashed
    crashed = false
  })

  async function again(ask: boolean): Promise<void> {
    if (ask && (await askAfterCrash(window)) === 'quit') app.quit()
    else if (!window.isDestroyed()) await loadPage(window)
  }

  return { isAfterCrash: () => afterCrash }
}

import type { BrowserWindow } from 'electron'
import { app } from 'electron'
import type { Log } from '../core/log.ts'
import { crashPolicy } from './crash-policy.ts'
import { askAfterCrash } from './questions.ts'
import { loadPage } from './window.ts'

/** Loads the page again when its process has gone, or asks when that happens again and again. */
export function handleCrashes(window: BrowserWindow, log: Log): void {
  const decide = crashPolicy()
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    const answer = decide(reason)
    log.warn('The process of the page has gone', { reason, exitCode, answer })
    if (answer === 'nothing') return
    void again(answer === 'ask').catch((error) => log.error('The page could not be loaded again', error))
  })

  async function again(ask: boolean): Promise<void> {
    if (ask && (await askAfterCrash(window)) === 'quit') app.quit()
    else if (!window.isDestroyed()) await loadPage(window)
  }
}

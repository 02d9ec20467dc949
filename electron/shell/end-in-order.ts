import { app } from 'electron'
import { bounded } from '../browser-host/application/ending.ts'

/** Longest time for an orderly end, ms; after it the program ends as it is. */
const endingTime = 15_000

/**
 * Quitting waits until the core and its children have ended. It begins when the windows have closed, so that a page that
 * holds unkept edits is asked first.
 * @param end may be called twice
 */
export function endInOrder(end: () => Promise<void>): void {
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    event.preventDefault()
    void bounded(end(), endingTime).then(() => app.exit(0))
  })
}

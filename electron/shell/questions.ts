import type { BrowserWindow } from 'electron'
import { dialog } from 'electron'

/** Asks whether to go although the page holds edits that are not on disk yet. It waits: the window is about to close. */
export function askToLeave(window: BrowserWindow): boolean {
  const stay = 0
  const answer = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: 'Some edits are not kept on this computer yet.',
    detail: 'They are lost if the window closes now.',
    buttons: ['Stay', 'Close and lose them'],
    defaultId: stay,
    cancelId: stay,
    noLink: true,
  })
  return answer !== stay
}

/** Asks whether to quit although runs are not over; they go on then. It waits: the window is about to close. */
export function askToQuit(window: BrowserWindow, count: number): boolean {
  const stay = 0
  const one = count === 1
  const answer = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: one ? 'A run is not over yet.' : `${count} runs are not over yet.`,
    detail: one
      ? 'It goes on in its sandbox, and the files that it writes are kept. What it prints, and how it ends, will not be known here.'
      : 'They go on in their sandboxes, and the files that they write are kept. What they print, and how they end, will not be known here.',
    buttons: ['Stay', one ? 'Quit and let it go on' : 'Quit and let them go on'],
    defaultId: stay,
    cancelId: stay,
    noLink: true,
  })
  return answer !== stay
}

/** Asks what to do after the page ended twice within a minute. */
export async function askAfterCrash(window: BrowserWindow): Promise<'reload' | 'quit'> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window stopped working again.',
    detail: 'Sessions, runs and kept edits are not touched by this.',
    buttons: ['Load it again', 'Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 0 ? 'reload' : 'quit'
}

/** Asks where to save a file; undefined when no place was chosen. The dialog itself asks before it replaces one. */
export async function askSavePath(window: BrowserWindow | undefined, name: string): Promise<string | undefined> {
  const options = { title: 'Save a copy', defaultPath: name }
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options))
  return canceled || filePath === '' ? undefined : filePath
}

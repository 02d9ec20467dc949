import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { BrowserWindow } from 'electron'
import type { Log } from '../core/log.ts'
import type { WindowState } from './window-state.ts'
import { firstWindowState, parseWindowState } from './window-state.ts'

/** ms after the last change: a window that is dragged moves with each frame. */
const writeAfter = 300

/** How the window of a data folder was left, in a file of its own: it is needed before the vault runs. */
export class KeptWindow {
  readonly #file: string
  readonly #log: Log
  #state: WindowState
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(dataFolder: string, log: Log) {
    this.#file = path.join(dataFolder, 'window.json')
    this.#log = log
    this.#state = this.#read()
  }

  get state(): WindowState {
    return this.#state
  }

  /** Keeps it on disk soon; `flush` at once. */
  change(part: Partial<WindowState>): void {
    this.#state = { ...this.#state, ...part }
    this.#timer ??= setTimeout(() => this.flush(), writeAfter)
  }

  flush(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      // Whole or not at all; some hundred bytes.
      writeFileSync(`${this.#file}.new`, JSON.stringify(this.#state), { mode: 0o600 })
      renameSync(`${this.#file}.new`, this.#file)
    } catch (error) {
      this.#log.warn('The place of the window could not be kept', { error: String(error) })
    }
  }

  #read(): WindowState {
    try {
      return parseWindowState(readFileSync(this.#file, 'utf8'))
    } catch {
      // The first start on this folder.
      return firstWindowState
    }
  }
}

/** Notes where the window is, as long as it is there. */
export function keepWindow(window: BrowserWindow, kept: KeptWindow): void {
  const note = () =>
    kept.change({
      place: window.getNormalBounds(),
      maximised: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    })
  // The overloads of `on` know one name at a time.
  for (const event of ['resize', 'move', 'maximize', 'unmaximize', 'enter-full-screen', 'leave-full-screen'] as const)
    window.on(event as 'resize', note)
  window.on('close', () => kept.flush())
}

import { zoomAfter } from '../../shared/domain/zoom.ts'
import type { Zoom } from '../core/host.ts'
import { Watchable } from '../core/watchable.ts'

/** The contents of a window, as far as they are zoomed. */
export interface ZoomedContents {
  setZoomFactor(factor: number): void
  on(event: 'did-navigate', listener: () => void): unknown
  on(event: 'zoom-changed', listener: (event: unknown, way: 'in' | 'out') => void): unknown
}

/**
 * Zoom of the window. Ours is what holds: Chromium keeps one for each address too, and forgets it when the program is
 * killed.
 */
export class WindowZoom implements Zoom {
  readonly #factor: Watchable<number>
  readonly #onChange: (factor: number) => void
  #contents: ZoomedContents | undefined

  /** @param onChange told of each new factor, to keep it */
  constructor(factor: number, onChange: (factor: number) => void) {
    this.#factor = new Watchable(factor)
    this.#onChange = onChange
  }

  attach(contents: ZoomedContents): void {
    this.#contents = contents
    // Before anything is drawn, and after each load.
    contents.on('did-navigate', () => contents.setZoomFactor(this.#factor.value))
    // The wheel, held with Ctrl.
    contents.on('zoom-changed', (_event, way) => this.set(zoomAfter(this.#factor.value, way)))
  }

  watch(signal: AbortSignal): AsyncIterable<number> {
    return this.#factor.watch(signal)
  }

  set(factor: number): void {
    this.#contents?.setZoomFactor(factor)
    this.#factor.set(factor)
    this.#onChange(factor)
  }
}

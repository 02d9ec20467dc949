/** Which windows a person can see, told by the windows. */
export class Attention {
  #visible = 0
  readonly #changed: (event: 'visible' | 'hidden' | 'focus') => void

  /**
   * @param changed told when the first window becomes visible, when the last one is hidden, and when a visible one gets
   *   the focus
   */
  constructor(changed: (event: 'visible' | 'hidden' | 'focus') => void) {
    this.#changed = changed
  }

  get visible(): boolean {
    return this.#visible > 0
  }

  /** A window is visible for as long as this is read; a wire that breaks ends it too. Yields nothing. */
  async *attend(focused: boolean, signal: AbortSignal): AsyncGenerator<never, void, void> {
    this.#visible += 1
    if (this.#visible === 1) this.#changed('visible')
    else if (focused) this.#changed('focus')
    try {
      if (!signal.aborted)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    } finally {
      this.#visible -= 1
      if (this.#visible === 0) this.#changed('hidden')
    }
  }
}

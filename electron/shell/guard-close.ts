/** A window, as far as its closing is guarded. */
export interface ClosingWindow {
  on(event: 'close', listener: (event: { preventDefault(): void }) => void): unknown
}

/**
 * Asks before the window closes while runs are not over: they go on, but nobody is there to learn how they end.
 * The question comes also when the whole application is quit, which begins by closing its window.
 * @param active how many runs are not over
 * @param quitAnyway asks the person, and blocks until there is an answer
 */
export function guardClose(window: ClosingWindow, active: () => number, quitAnyway: (count: number) => boolean): void {
  window.on('close', (event) => {
    const count = active()
    if (count > 0 && !quitAnyway(count)) event.preventDefault()
  })
}

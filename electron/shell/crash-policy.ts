/** A second crash within this time after the first is not answered by loading again, ms. */
const window = 60_000

/** What to do when the page's process has gone. */
export type CrashAnswer = 'reload' | 'ask' | 'nothing'

/**
 * Decides about crashes of the page: the first is answered by loading it again, which loses nothing, because runs,
 * sessions and drafts live elsewhere. One that crashes again at once would do so for ever, so the person is asked.
 * @param now ms
 */
export function crashPolicy(now: () => number = Date.now): (reason: string) => CrashAnswer {
  let last = Number.NEGATIVE_INFINITY
  return (reason) => {
    // The window was closed, or we ended it.
    if (reason === 'clean-exit') return 'nothing'
    const answer = now() - last < window ? 'ask' : 'reload'
    last = now()
    return answer
  }
}

import { steadyNow } from '../steady-now.ts'

/** Time to wait by, so that tests can have their own. */
export interface Clock {
  /** ms. It never goes back, and stands still for nobody: after a sleep of the computer it has gone on. */
  now(): number
  /** Runs it after so many ms; what is returned takes that back. A sleep of the computer may not count. */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: steadyNow,
  after(ms, run) {
    // Does not hold up the end of the process.
    const timer = setTimeout(run, ms).unref()
    return () => clearTimeout(timer)
  },
}

/** ms by which the two clocks drift apart without anybody having slept. */
const driftMs = 1_000

/**
 * A clock for waiting, ms since no particular time. It never goes back, whatever is done to the computer's clock, and a
 * sleep of the computer counts: not every system's monotonic clock goes on in a sleep, but the wall's does. A wall clock
 * that is set forward looks like a sleep.
 * @param wall ms since 1970
 * @param monotonic ms
 */
export function steadyClock(wall: () => number, monotonic: () => number): () => number {
  let elapsed = 0
  let wallBefore = wall()
  let before = monotonic()
  return () => {
    const wallNow = wall()
    const present = monotonic()
    const awake = present - before
    const passed = wallNow - wallBefore
    elapsed += passed > awake + driftMs ? passed : awake
    wallBefore = wallNow
    before = present
    return elapsed
  }
}

/** The one that all of main waits by. */
export const steadyNow = steadyClock(
  () => Date.now(),
  () => performance.now(),
)

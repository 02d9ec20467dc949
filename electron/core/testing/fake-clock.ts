import type { Clock } from '../scheduler/clock.ts'

/** A clock that a test moves. */
export interface FakeClock extends Clock {
  /** Goes on by so many ms: what is due runs at its time, and what follows from it as well. */
  advance(ms: number): Promise<void>
  /** The computer sleeps so long: the time goes on, and timers do not. */
  sleep(ms: number): void
  /** Timers that wait. */
  readonly timers: number
}

export function fakeClock(start = Date.parse('2026-11-23T10:00:00Z')): FakeClock {
  /** Of the wall. */
  let now = start
  /** Of the timers, which stand still while the computer sleeps. */
  let awake = 0
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>()
  return {
    now: () => now,
    get timers() {
      return waiting.size
    },
    after(ms, run) {
      const timer = { at: awake + ms, run }
      waiting.add(timer)
      return () => waiting.delete(timer)
    },
    sleep(ms) {
      now += ms
    },
    async advance(ms) {
      const end = awake + ms
      for (;;) {
        await settled()
        const [next] = [...waiting].sort((a, b) => a.at - b.at)
        if (!next || next.at > end) break
        waiting.delete(next)
        now += Math.max(0, next.at - awake)
        awake = Math.max(awake, next.at)
        next.run()
      }
      now += end - awake
      awake = end
      await settled()
    },
  }
}

/** Whatever follows without a timer has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
}

import { setTimeout as sleep } from 'node:timers/promises'
import { isAppError } from '../../../shared/domain/errors.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { countProcesses } from './process-scripts.ts'

/** What a look at a run with a lost answer showed. */
export type Seen = 'running' | 'ended' | 'sandbox-gone'

/** ms; then the last again and again. Each look is a program, and begins the hour of its sandbox anew (API note 5.4). */
const pauses = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000] as const
/** So many looks are taken soon, whoever watches: most runs end soon after their answer was lost. */
const soonLooks = 6
/** ms between two later looks that nobody waits for: the sandbox of a program that runs is not taken back meanwhile. */
const unwatchedMs = 30 * 60_000

export interface LookupOptions {
  readonly sandbox: () => Sandbox
  readonly runId: string
  readonly signal: AbortSignal
  /** Is a window visible? */
  readonly isWatched: () => boolean
  /** Told of each look that showed processes. */
  readonly onRunning: () => void
  /** Resolves after so many ms, or when the signal aborts. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * Looks for the processes of a run until they are gone, or their sandbox is. A plain server keeps no exit code for an
 * answer that was lost, so what comes out is no outcome. Undefined when aborted.
 */
export async function lookUp(options: LookupOptions): Promise<Seen | undefined> {
  const { sandbox, runId, signal, onRunning } = options
  for (let attempt = 0; ; attempt += 1) {
    await rest(attempt, options)
    if (signal.aborted) return undefined
    try {
      if ((await countProcesses(sandbox(), runId)) === 0) return 'ended'
      onRunning()
    } catch (error) {
      if (isAppError(error, 'gone') || isAppError(error, 'not-found')) return 'sandbox-gone'
      // Without Python there is nothing to look with.
      if (isAppError(error, 'unsupported')) return undefined
    }
  }
}

/** One pause, or as many as nobody watches, so that a window that is seen again waits for one at most. */
async function rest(attempt: number, { signal, isWatched, pause = sleepFor }: LookupOptions): Promise<void> {
  const ms = pauses[Math.min(attempt, pauses.length - 1)] ?? 300_000
  let rested = 0
  do {
    await pause(ms, signal)
    rested += ms
  } while (!signal.aborted && attempt >= soonLooks && rested < unwatchedMs && !isWatched())
}

async function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}

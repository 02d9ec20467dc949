import { setTimeout as sleep } from 'node:timers/promises'
import { isAppError } from '../../../shared/domain/errors.ts'
import type { Sandbox } from '../api/sandbox.ts'
import { countProcesses } from './process-scripts.ts'

/** What a look at a run with a lost answer showed. */
export type Seen = 'running' | 'ended' | 'sandbox-gone'

/** ms; then the last again and again: three looks a minute. */
const pauses = [500, 1_000, 2_000, 5_000, 10_000, 20_000] as const

export interface LookupOptions {
  readonly sandbox: () => Sandbox
  readonly runId: string
  readonly signal: AbortSignal
  /** Told of each look that showed processes. */
  readonly onRunning: () => void
}

/**
 * Looks for the processes of a run until they are gone, or their sandbox is. A plain server keeps no exit code for an
 * answer that was lost, so what comes out is no outcome. Undefined when aborted.
 */
export async function lookUp({ sandbox, runId, signal, onRunning }: LookupOptions): Promise<Seen | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    const ms = pauses[Math.min(attempt, pauses.length - 1)] ?? 20_000
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
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

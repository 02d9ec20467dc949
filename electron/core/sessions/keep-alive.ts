import type { ErrorData } from '../../../shared/domain/errors.ts'
import { toErrorData } from '../../../shared/domain/errors.ts'
import type { SandboxApi } from '../api/client.ts'
import type { Poll } from '../scheduler/scheduler.ts'

const minute = 60_000

/** A sandbox is taken back 60 to 65 minutes after its last use began (API note 5.4): two tries lie before that. */
const everyMs = 25 * minute
/** ms between two tries on a server that does not answer: the first one soon, so that the hour is not missed. */
const retryMs = [minute, 2 * minute, 5 * minute, 10 * minute] as const
/** Seconds. */
const limit = 15

export interface KeptAlive {
  readonly connectionId: string
  readonly sandboxId: string
  readonly api: () => SandboxApi
  /** Still wanted, and its server can be asked. */
  isWanted(): boolean
  /** When the sandbox was last used from here, and the time now (server's clock, ms). */
  usedAt(): number | undefined
  now(): number
  /** The server does not have the sandbox any more. */
  lost(error: ErrorData): void
}

/** ms until a sandbox has to be used again; 0 where nothing is known of its last use. */
export function keepAliveIn(usedAt: number | undefined, now: number): number {
  return usedAt === undefined ? 0 : Math.max(0, usedAt + everyMs - now)
}

/**
 * One trivial program in 25 minutes, also while no window is visible, and none where somebody works in the sandbox
 * anyway: a switch that a person turned on, never a side effect of looking.
 */
export function keepAlivePoll(kept: KeptAlive): Poll {
  return {
    connectionId: kept.connectionId,
    whenHidden: true,
    isReady: () => kept.isWanted(),
    nextIn: (failures) =>
      failures === 0
        ? Math.max(minute, keepAliveIn(kept.usedAt(), kept.now()))
        : (retryMs[Math.min(failures, retryMs.length) - 1] ?? minute),
    async ask() {
      // Used in the meantime: its hour has begun anew without us.
      if (keepAliveIn(kept.usedAt(), kept.now()) > 0) return { ok: true }
      try {
        await kept.api().executeShort({ sandboxId: kept.sandboxId, command: ['true'], timeout: limit })
        return { ok: true }
      } catch (thrown) {
        const error = toErrorData(thrown)
        if (error.code === 'gone') kept.lost(error)
        return { ok: false, ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }) }
      }
    },
  }
}

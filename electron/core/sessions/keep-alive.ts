import type { ErrorData } from '../../../shared/domain/errors.ts'
import { toErrorData } from '../../../shared/domain/errors.ts'
import type { SandboxApi } from '../api/client.ts'
import { factsOf } from '../api/facts-of.ts'
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
  /** ms since the sandbox was last used from here, by a clock that never goes back. */
  unusedFor(): number | undefined
  /** The server does not have the sandbox any more, or it is dead. */
  lost(error: ErrorData): void
}

/** ms until a sandbox has to be used again; 0 where nothing is known of its last use. */
export function keepAliveIn(unusedFor: number | undefined): number {
  return unusedFor === undefined ? 0 : Math.max(0, everyMs - unusedFor)
}

/**
 * One trivial program in 25 minutes, also while no window is visible, and none where somebody works in the sandbox
 * anyway: a switch that a person turned on, never a side effect of looking.
 */
export function keepAlivePoll(kept: KeptAlive): Poll {
  /** The last program was answered, and whether it ran is not known: that counts as no use. */
  let isDoubtful = false
  return {
    connectionId: kept.connectionId,
    whenHidden: true,
    isReady: () => kept.isWanted(),
    nextIn: (failures) =>
      failures === 0
        ? Math.max(minute, keepAliveIn(kept.unusedFor()))
        : (retryMs[Math.min(failures, retryMs.length) - 1] ?? minute),
    async ask() {
      // Used in the meantime: its hour has begun anew without us.
      if (!isDoubtful && keepAliveIn(kept.unusedFor()) > 0) return { ok: true }
      try {
        const request = { sandboxId: kept.sandboxId, command: ['true'], timeout: limit }
        // A dead sandbox answers with a 200 too.
        const verdict = factsOf(await kept.api().executeShort(request))
        isDoubtful = verdict.kind === 'unknown'
        const error = verdict.kind === 'facts' ? verdict.facts.error : undefined
        if (error?.code !== 'gone') return { ok: !isDoubtful }
        kept.lost(error)
        return { ok: false }
      } catch (thrown) {
        const error = toErrorData(thrown)
        if (error.code === 'gone') kept.lost(error)
        return { ok: false, ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }) }
      }
    },
  }
}

import type { Connection } from '../../../shared/domain/connection.ts'
import type { Poll, PollOutcome } from '../scheduler/scheduler.ts'
import type { ConnectionSessions } from './session-list.ts'

/** Three requests a minute are what an idle window may cost a server. */
const currentMs = 20_000
/** The longest pause between two tries on a server that does not answer. */
const longestMs = 60_000

/** Milliseconds to wait after so many failures in a row; a tenth is chance, so that windows do not come all at once. */
export function pauseAfter(failures: number, chance: number): number {
  const ms = failures === 0 ? currentMs : Math.min(currentMs * 1.5 ** (failures - 1) + currentMs / 4, longestMs)
  return Math.round(ms * (1 + chance / 10))
}

export interface ListPollSources {
  readonly connectionId: string
  connection(): Connection | undefined
  /** Does a window show the list? */
  isWatched(): boolean
  readonly sessions: Pick<ConnectionSessions, 'refresh' | 'standing' | 'cost'>
}

/** The list of one connection, for as long as somebody watches. */
export function listPoll({ connectionId, connection, isWatched, sessions }: ListPollSources): Poll {
  return {
    connectionId,
    whenHidden: false,
    nextIn: pauseAfter,
    isReady: () => isWatched() && isAskable(connection()),
    async ask(): Promise<PollOutcome> {
      const requests = sessions.cost
      await sessions.refresh()
      const { state, error } = sessions.standing
      return {
        ok: state === 'current',
        requests,
        ...(error?.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
      }
    },
  }
}

/**
 * This computer is asked only while its server runs; a server always, since only asking shows that it is back, unless
 * there is no token to ask with.
 */
export function isAskable(connection: Connection | undefined): boolean {
  if (!connection) return false
  const { kind, status, token } = connection
  if (kind === 'server') return token?.kept !== 'missing' && token?.kept !== 'unreadable'
  return status === 'ready' || status === 'unavailable'
}

/** Why a list stays as it is; undefined while nothing is shown yet that could be old. */
export function unreachableBecause(connection: Connection, isShown: boolean) {
  if (connection.status === 'starting')
    // A server that ended may be started again so soon that it is never seen down. Its sandboxes ended all the same.
    return isShown ? ({ code: 'offline', message: 'It is being started again.' } as const) : undefined
  const cannotRun = connection.probe?.status === 'failed' ? connection.probe.sentence : undefined
  return (
    connection.error ?? ({ code: 'unsupported', message: cannotRun ?? 'It cannot be asked at the moment.' } as const)
  )
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../../../shared/domain/connection.ts'
import type { Watchable } from '../watchable.ts'
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

export interface PollSubject {
  connection(): Connection | undefined
  readonly connections: Watchable<readonly Connection[]>
  /** Does a window show the list? */
  readonly watched: Watchable<boolean>
  readonly sessions: Pick<ConnectionSessions, 'refresh' | 'view' | 'unreachable'>
  /** Waits so many ms, or until the signal aborts; the clock when absent. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Asks a connection's list for as long as somebody watches, until the signal aborts. */
export async function keepAsking(subject: PollSubject, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    const connection = subject.connection()
    if (!connection || !isAskable(connection)) {
      failures = 0
      await becomesAskable(subject, signal)
      continue
    }
    if (!subject.watched.value) {
      await isWatched(subject, signal)
      continue
    }
    await subject.sessions.refresh()
    failures = subject.sessions.view().state === 'current' ? 0 : failures + 1
    await restOrNews(subject, pauseAfter(failures, Math.random()), signal)
  }
}

/** The list says why it stays as it is. The first start is awaited in silence: nothing is shown yet that could be old. */
function sayUnreachable({ sessions }: PollSubject, connection: Connection | undefined): void {
  if (!connection) return
  if (connection.status === 'starting') {
    // A server that ended may be started again so soon that it is never seen down. Its sandboxes ended all the same.
    if (sessions.view().state !== 'loading')
      sessions.unreachable({ code: 'offline', message: 'It is being started again.' })
    return
  }
  const cannotRun = connection.probe?.status === 'failed' ? connection.probe.sentence : undefined
  sessions.unreachable(
    connection.error ?? { code: 'unsupported', message: cannotRun ?? 'It cannot be asked at the moment.' },
  )
}

/** This computer is asked only while its server runs; a server always, since only asking shows that it is back. */
function isAskable({ kind, status }: Connection): boolean {
  return kind === 'server' || status === 'ready' || status === 'unavailable'
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  // Does not hold up the end of the process.
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}

async function isWatched({ watched }: PollSubject, signal: AbortSignal): Promise<void> {
  for await (const now of watched.watch(signal)) if (now) return
}

async function becomesAskable(subject: PollSubject, signal: AbortSignal): Promise<void> {
  for await (const _ of subject.connections.watch(signal)) {
    const connection = subject.connection()
    if (connection && isAskable(connection)) return
    sayUnreachable(subject, connection)
  }
}

/** Waits, but not when the connection comes to life or dies meanwhile: that is asked about at once. */
async function restOrNews(subject: PollSubject, ms: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  const end = () => over.abort()
  signal.addEventListener('abort', end, { once: true })
  const before = subject.connection()?.status === 'ready'
  const news = (async () => {
    for await (const _ of subject.connections.watch(over.signal))
      if ((subject.connection()?.status === 'ready') !== before) return
  })()
  await Promise.race([(subject.rest ?? rest)(ms, over.signal), news])
  over.abort()
  signal.removeEventListener('abort', end)
}

import type { Session, SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { Polling, Scheduler } from '../scheduler/scheduler.ts'
import { keepAliveIn, keepAlivePoll } from './keep-alive.ts'
import type { ConnectionSessions, ListSource } from './session-list.ts'

/** What a session that is kept alive belongs to. */
export interface KeptSession {
  readonly source: ListSource
  readonly sessions: Pick<ConnectionSessions, 'find' | 'noteSandboxLost'>
  isAskable(): boolean
}

interface Keeping {
  readonly sandboxId: string
  readonly polling: Polling
}

/** Is this session, as it is shown now, to be kept alive? */
export function isKeptAlive({ status, keepAliveUntil, server }: Session, now: number): boolean {
  // Unknown is what an active session is called while its server does not answer.
  const isUp = status === 'active' || (status === 'unknown' && server?.status === 'active')
  return isUp && server?.sandboxId !== undefined && keepAliveUntil !== undefined && keepAliveUntil > now
}

/** The sandboxes that are kept alive: one poll for each, as long as the person wants it. */
export class KeepAlives {
  readonly #scheduler: Scheduler
  readonly #of: (connectionId: string) => KeptSession | undefined
  readonly #all = new Map<string, Keeping>()

  constructor(scheduler: Scheduler, of: (connectionId: string) => KeptSession | undefined) {
    this.#scheduler = scheduler
    this.#of = of
  }

  /** Begins or ends the poll of a session, after what is shown of it now; undefined: it is there no more. */
  follow(ref: SessionRef, session: Session | undefined): void {
    const kept = this.#of(ref.connectionId)
    const sandboxId = session?.server?.sandboxId
    if (kept && session && sandboxId !== undefined && isKeptAlive(session, kept.source.now()))
      this.#keep(session, sandboxId, kept)
    else this.#stop(sessionKey(ref))
  }

  /** Its connection may be asked again, or not any more. */
  reconsider(connectionId: string): void {
    for (const [key, { polling }] of this.#all) if (key.startsWith(`${connectionId}/`)) polling.reconsider()
  }

  /** Ends those of one connection, or all. */
  stop(connectionId?: string): void {
    const begin = connectionId === undefined ? '' : `${connectionId}/`
    for (const key of [...this.#all.keys()]) if (key.startsWith(begin)) this.#stop(key)
  }

  #stop(key: string): void {
    this.#all.get(key)?.polling.stop()
    this.#all.delete(key)
  }

  #keep(session: Session, sandboxId: string, { source, sessions, isAskable }: KeptSession): void {
    const key = sessionKey(session)
    const before = this.#all.get(key)
    if (before?.sandboxId === sandboxId) {
      before.polling.reconsider()
      return
    }
    before?.polling.stop()
    const unusedFor = () => source.unusedFor?.(sandboxId)
    const poll = keepAlivePoll({
      connectionId: session.connectionId,
      sandboxId,
      api: () => source.api,
      isWanted: () => {
        const present = sessions.find(session.sessionId)
        return isAskable() && present !== undefined && isKeptAlive(present, source.now())
      },
      unusedFor,
      lost(error) {
        // It may have got another one meanwhile.
        if (sessions.find(session.sessionId)?.server?.sandboxId === sandboxId) sessions.noteSandboxLost(session, error)
      },
    })
    this.#all.set(key, { sandboxId, polling: this.#scheduler.add(poll, keepAliveIn(unusedFor())) })
  }
}

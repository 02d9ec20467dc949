import type { SessionList, SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { KeptConsole } from '../../../shared/domain/settings.ts'
import type { ConsolesState } from '../../state/consoles.ts'
import { consolesOf } from '../../state/consoles.ts'
import { findSession } from '../../state/sessions.ts'
import type { Stores } from '../../state/stores.ts'
import type { TerminalHost } from './terminal-host.ts'
import { createTerminalHost } from './terminal-host.ts'

/** Screens are large: this many consoles without anything to lose are held; an older one is built again from its runs. */
const held = 8

interface Held {
  readonly session: SessionRef
  readonly consoleId: string
  readonly host: TerminalHost
}

const hosts = new WeakMap<Stores['runs'], Map<string, Held>>()

function allOf({ runs }: Pick<Stores, 'runs'>): Map<string, Held> {
  const all = hosts.get(runs) ?? new Map<string, Held>()
  hosts.set(runs, all)
  return all
}

/** The screen of a console; it is this one's turn to be held. */
export function terminalHostOf(
  { connectionId, sessionId }: SessionRef,
  { id, folder, clearedAt }: KeptConsole,
  stores: Pick<Stores, 'runs' | 'consoles'>,
  { mac }: { readonly mac: boolean },
): TerminalHost {
  const all = allOf(stores)
  const { runs, consoles } = stores
  const session = { connectionId, sessionId }
  const key = `${sessionKey(session)}/${id}`
  const host =
    all.get(key)?.host ??
    createTerminalHost({
      session,
      consoleId: id,
      runs,
      mac,
      folder,
      clearedAt,
      onFolder: (next) => consoles.getState().moved(session, id, next),
      onCleared: (at) => consoles.getState().cleared(session, id, at),
    })
  // Last used is last in order.
  all.delete(key)
  all.set(key, { session, consoleId: id, host })
  let tooMany = all.size - held
  for (const [oldest, { host: old }] of all) {
    if (tooMany <= 0) break
    if (old === host || !old.isIdle) continue
    all.delete(oldest)
    old.dispose()
    tooMany -= 1
  }
  return host
}

/** Ends the screens of consoles that were closed. */
export function dropClosed(stores: Pick<Stores, 'runs'>, state: ConsolesState): void {
  dropUnless(stores, ({ session, consoleId }) => consolesOf(state, session).consoles.some(({ id }) => id === consoleId))
}

/** Ends the screens of sessions that their server no longer lists. */
export function dropUnlisted(stores: Pick<Stores, 'runs'>, lists: readonly SessionList[]): void {
  const current = new Set(lists.filter(({ state }) => state === 'current').map(({ connectionId }) => connectionId))
  dropUnless(stores, ({ session }) => !current.has(session.connectionId) || findSession(lists, session) !== undefined)
}

function dropUnless(stores: Pick<Stores, 'runs'>, isKept: (held: Held) => boolean): void {
  const all = allOf(stores)
  for (const [key, one] of all) {
    if (isKept(one)) continue
    all.delete(key)
    one.host.dispose()
  }
}

import type { SessionList, SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { RunsStore } from '../../state/runs.ts'
import type { TerminalHost } from './terminal-host.ts'
import { createTerminalHost } from './terminal-host.ts'

/** Screens are large: the consoles of this many sessions are held; an older one is built again from its runs. */
const held = 6

const hosts = new WeakMap<RunsStore, Map<string, TerminalHost>>()

/** The console of a session. */
export function terminalHostOf(
  session: SessionRef,
  runs: RunsStore,
  platform: { readonly mac: boolean },
): TerminalHost {
  const all = hosts.get(runs) ?? new Map<string, TerminalHost>()
  hosts.set(runs, all)
  const key = sessionKey(session)
  const host = all.get(key) ?? createTerminalHost(session, runs, platform)
  // Last used is last in order.
  all.delete(key)
  all.set(key, host)
  for (const [oldest, old] of all) {
    if (all.size <= held) break
    all.delete(oldest)
    old.dispose()
  }
  return host
}

/** Ends the consoles of sessions that their server no longer lists. */
export function dropUnlisted(runs: RunsStore, lists: readonly SessionList[]): void {
  const all = hosts.get(runs)
  if (!all) return
  const current = new Set(
    lists.filter(({ state }) => state === 'current').map(({ connectionId }) => `${connectionId}/`),
  )
  const listed = new Set(lists.flatMap(({ sessions }) => sessions.map(sessionKey)))
  for (const [key, host] of all) {
    if (listed.has(key) || !current.has(key.slice(0, key.indexOf('/') + 1))) continue
    all.delete(key)
    host.dispose()
  }
}

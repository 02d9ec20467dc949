import type { SessionRef } from '../../../shared/domain/session.ts'
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

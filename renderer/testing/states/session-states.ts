import type { Scene } from '../preview-world.ts'
import { localConnection, serverSession, session, sessionList } from '../samples.ts'
import type { WindowState } from './window-state.ts'
import { day, hour, minute, named, now, progress, silentLab } from './worlds.ts'

const sessions = [
  named('a1', 'air-quality', { server: serverSession({ id: 'a1', expiresAt: now + 3.21 * hour }) }),
  named('a2', 'etl-nightly', { server: serverSession({ id: 'a2', expiresAt: now + 14.5 * minute }) }),
  named('a3', 'import-check', { server: serverSession({ id: 'a3', expiresAt: now + 4.6 * minute }) }),
  named('a4', 'invoice-parser', {
    status: 'paused',
    server: serverSession({ id: 'a4', status: 'paused', pausedAt: now - 2 * day, expiresAt: now + 6.15 * day }),
  }),
  session({ sessionId: 'a5', name: 'web-scrape', status: 'creating', progress: progress('create', 2, 3, 'sandbox') }),
  named('a6', 'model-eval', { progress: progress('pause', 3, 4, 'pausing') }),
  named('a7', 'report-build', { status: 'paused', progress: progress('resume', 2, 4, 'sandbox') }),
  named('a8', 'old-demo', { progress: progress('delete', 1, 3, 'sandbox') }),
]

const silentSessions = [
  named('b1', 'gpu-bench', { status: 'unknown' }, 'lab'),
  named(
    'b2',
    'thesis-figures',
    { status: 'unknown', server: serverSession({ id: 'b2', status: 'paused', pausedAt: now - 2 * day }) },
    'lab',
  ),
  named(
    'b3',
    'onboarding-demo',
    { status: 'expired', server: serverSession({ id: 'b3', expiresAt: now - 2 * day }) },
    'lab',
  ),
  named('b4', 'tmp-7f3a', { status: 'gone' }, 'lab'),
]

/** Every state of a session in one list, one of them in front. */
function inFront(name: string): Scene {
  const found = [...sessions, ...silentSessions].find((one) => one.name === name)
  if (!found) throw new Error(`No session is called ${name}.`)
  return {
    connections: [localConnection(), silentLab],
    lists: [
      // Both groups have to fit into the list.
      sessionList(sessions.includes(found) ? sessions : sessions.slice(0, 3)),
      sessionList(silentSessions, { connectionId: 'lab', state: 'stale', asOf: now - 264_000 }),
    ],
    front: { connectionId: found.connectionId, sessionId: found.sessionId },
  }
}

function state(
  name: string,
  of: string,
  words: WindowState['words'],
  menu: readonly string[],
  more: Partial<WindowState> = {},
): WindowState {
  return { name: `session-${name}`, part: 'window', scene: inFront(of), words, row: { session: of, menu }, ...more }
}

/** The states of a session: its row, the title, what holds the work up, and the menu of what can be done. */
export const sessionStates: readonly WindowState[] = [
  state('active', 'air-quality', ['python:3.11-slim · 2 CPU · 2 GB', '3 h 12 m'], ['Open', 'Pause…', 'Delete…']),
  state('under-60-minutes', 'etl-nightly', ['14 m'], ['Open', 'Pause…', 'Delete…']),
  state('under-5-minutes', 'import-check', [/4 m \d\d s/], ['Open', 'Pause…', 'Delete…']),
  state('paused', 'invoice-parser', ['Paused 2 d ago', '6 d 3 h'], ['Resume', 'Delete…']),
  state('creating', 'web-scrape', ['Creating · step 2 of 3, sandbox'], ['Cancel creating']),
  state('pausing', 'model-eval', ['Pausing · step 3 of 4, pausing'], ['Open']),
  state('resuming', 'report-build', ['Resuming · step 2 of 4, sandbox'], ['Open']),
  state('deleting', 'old-demo', ['Deleting · step 1 of 3, sandbox'], ['Open']),
  state('unknown', 'gpu-bench', ['Was active', 'unknown'], ['Check now']),
  state('unknown-paused', 'thesis-figures', ['Was paused', 'unknown'], ['Check now']),
  state('expired', 'onboarding-demo', [/Expired \d+ Nov/, 'expired'], ['Forget…']),
  state('gone', 'tmp-7f3a', ['Not on the server', 'gone'], ['Forget…']),
]

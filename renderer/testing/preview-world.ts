import type { Connection } from '../../shared/domain/connection.ts'
import type { Draft } from '../../shared/domain/draft.ts'
import { fail } from '../../shared/domain/errors.ts'
import type { FileEntry } from '../../shared/domain/file.ts'
import { baseName, parentFolder } from '../../shared/domain/file.ts'
import type { OutputPiece, Run } from '../../shared/domain/run.ts'
import type { Session, SessionList, SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { Settings, Theme } from '../../shared/domain/settings.ts'
import type { AppHandlers } from './fake-client.ts'
import { followLists, Watchable } from './fake-client.ts'
import { localConnection, serverConnection, serverSession, session, sessionList } from './samples.ts'

/** What the preview shows. */
export interface Scene {
  readonly connections: readonly Connection[]
  readonly lists: readonly SessionList[]
  readonly front?: SessionRef
  readonly documents?: readonly string[]
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const program = `# Days above the limit, for each station
import csv
import statistics

LIMIT = 15.0


def read(path: str) -> dict[str, list[float]]:
    """Readings by station."""
    stations: dict[str, list[float]] = {}
    with open(path, newline="") as source:
        for row in csv.DictReader(source):
            stations.setdefault(row["station"], []).append(float(row["pm25"]))
    return stations


readings = read("data/stations.csv")
print(f"{sum(map(len, readings.values())):,} readings, {len(readings)} stations")
for station, values in sorted(readings.items()):
    above = sum(value > LIMIT for value in values)
    print(f"{station:<12} {statistics.mean(values):6.1f} {max(values):6.1f} {above:4}")
`

const output = `41,208 readings, 4 stations
Harbour        16.4   22.8   19
Hillside        7.3    9.9    0
Old Town       11.8   15.3    1
Ring Road      22.9   31.7   29
`

const console1 = `..\u001b[31mF\u001b[0m.......                                                       \u001b[31m[100%]\u001b[0m
\u001b[1;31mFAILED\u001b[0m tests/test_daily.py::\u001b[1mtest_gap_of_two_days\u001b[0m - assert 3 == 4
\u001b[31m1 failed\u001b[0m, \u001b[32m9 passed\u001b[0m in 2.31s
`

function one(id: string, name: string, more: Partial<Session> = {}, connectionId = 'local'): Session {
  return session({ connectionId, sessionId: id, name, server: serverSession({ id }), ...more })
}

const now = Date.now()

function localSessions(): readonly Session[] {
  return [
    one('a1', 'air-quality', { server: serverSession({ id: 'a1', metadata: { runs_on: 'Python 3.11.2' } }) }),
    one('a2', 'etl-nightly', { server: serverSession({ id: 'a2', expiresAt: now + 14.5 * minute }) }),
    one('a3', 'invoice-parser', {
      status: 'paused',
      server: serverSession({ id: 'a3', status: 'paused', pausedAt: now - 2 * day, expiresAt: now + 6.15 * day }),
    }),
    session({
      sessionId: 'a4',
      name: 'web-scrape',
      status: 'creating',
      progress: { id: 'w1', workflow: 'create', step: 2, of: 3, words: 'sandbox' },
    }),
  ]
}

function labSessions(status: 'active' | 'unknown'): readonly Session[] {
  return [
    one('b1', 'gpu-bench', { status }, 'lab'),
    one('b2', 'thesis-figures', { status: status === 'unknown' ? 'unknown' : 'paused' }, 'lab'),
    one(
      'b3',
      'onboarding-demo',
      { status: 'expired', server: serverSession({ id: 'b3', expiresAt: now - 2 * day }) },
      'lab',
    ),
    one('b4', 'tmp-7f3a', { status: 'gone' }, 'lab'),
  ]
}

const front: SessionRef = { connectionId: 'local', sessionId: 'a1' }
const documents = ['file:/workspace/analysis.py', 'scratch:1', 'file:/workspace/README.md']

/** By name, for `preview.html?scene=…`. */
export const scenes: Readonly<Record<string, Scene>> = {
  work: {
    connections: [localConnection(), serverConnection()],
    lists: [sessionList(localSessions()), sessionList(labSessions('active'), { connectionId: 'lab' })],
    front,
    documents,
  },
  empty: { connections: [localConnection()], lists: [sessionList([])] },
  failed: {
    connections: [
      localConnection({
        status: 'failed',
        probe: {
          status: 'failed',
          cause: 'apparmor',
          sentence: 'Ubuntu allows user namespaces only to programs with a profile, and bwrap has none.',
          command: 'sudo apt install apparmor-profiles\nsudo aa-enforce /etc/apparmor.d/bwrap-userns-restrict',
        },
      }),
    ],
    lists: [],
  },
  starting: { connections: [withoutProbe(localConnection({ status: 'starting' }))], lists: [] },
  error: {
    connections: [
      localConnection(),
      serverConnection({
        status: 'offline',
        lastAnswerAt: now - 264_000,
        error: { code: 'offline', message: 'connect ETIMEDOUT' },
      }),
    ],
    lists: [
      sessionList(localSessions()),
      sessionList(labSessions('unknown'), { connectionId: 'lab', state: 'stale', asOf: now - 264_000 }),
    ],
    front: { connectionId: 'lab', sessionId: 'b1' },
    documents,
  },
  paused: {
    connections: [localConnection()],
    lists: [sessionList(localSessions())],
    front: { connectionId: 'local', sessionId: 'a3' },
  },
  many: {
    connections: [localConnection()],
    lists: [sessionList(Array.from({ length: 10_000 }, (_, index) => one(`m${index}`, `session-${index}`)))],
  },
}

function withoutProbe({ probe: _probe, ...rest }: Connection): Connection {
  return rest
}

const files: Readonly<Record<string, string>> = {
  '/workspace/analysis.py': program,
  '/workspace/README.md': '# Air quality\n\nReadings of four stations.\n',
  '/workspace/requirements.txt': 'pandas\n',
  '/workspace/train.py': 'print("epoch")\n',
  '/workspace/limits übersicht.md': '# Limits\n',
  '/workspace/data/stations.csv': 'station,pm25\nHarbour,16.4\n',
  '/workspace/data/limits.json': '{ "pm25": 15 }\n',
  '/workspace/tests/test_daily.py': 'def test(): pass\n',
}

const encoder = new TextEncoder()

async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Handlers that behave well enough to be looked at. Nothing is kept. */
export function previewHandlers(scene: Scene, theme: Theme): Partial<AppHandlers> {
  const connections = new Watchable(scene.connections)
  const lists = new Watchable(scene.lists)
  const contents = new Map(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)]))
  const drafts = new Map<string, Draft>()
  const runs = new Map<string, Watchable<readonly Run[]>>()
  const outputs = new Map<string, readonly OutputPiece[]>()
  const settings: Settings = {
    theme,
    openDocuments:
      scene.front && scene.documents
        ? [{ session: scene.front, documentIds: scene.documents, active: scene.documents[0] ?? 'scratch:1' }]
        : [],
    ...(scene.front ? { openSession: scene.front } : {}),
  }

  function find(ref: SessionRef): Session {
    const found = (lists.value ?? [])
      .flatMap((list) => list.sessions)
      .find((candidate) => sessionKey(candidate) === sessionKey(ref))
    if (!found) throw fail('not-found', 'There is no such session.')
    return found
  }

  function change(ref: SessionRef, next: Session | undefined): void {
    lists.set(
      (lists.value ?? []).map((list) =>
        list.connectionId === ref.connectionId
          ? {
              ...list,
              sessions: list.sessions.flatMap((old) =>
                sessionKey(old) === sessionKey(ref) ? (next ? [next] : []) : [old],
              ),
            }
          : list,
      ),
    )
  }

  const finished = (ref: SessionRef, title: string, kind: 'code' | 'command', text: string): Run => {
    const run: Run = {
      id: crypto.randomUUID(),
      session: ref,
      kind,
      title,
      language: kind === 'code' ? 'python' : 'bash',
      limit: 60,
      startedAt: Date.now() - 610,
      ...(kind === 'code' ? { documentId: 'file:/workspace/analysis.py' } : {}),
      state: {
        name: 'settled',
        at: Date.now(),
        facts: { exitCode: kind === 'code' ? 0 : 1, output: { kind: 'complete' } },
      },
      stdoutBytes: text.length,
      stderrBytes: 0,
    }
    outputs.set(run.id, [{ stream: 'stdout', offset: 0, bytes: encoder.encode(text) }])
    return run
  }

  function runsOf(ref: SessionRef): Watchable<readonly Run[]> {
    const known = runs.get(sessionKey(ref))
    if (known) return known
    const begun = scene.documents
      ? [finished(ref, 'pytest -q', 'command', console1), finished(ref, 'analysis.py', 'code', output)]
      : []
    const watchable = new Watchable<readonly Run[]>(begun)
    runs.set(sessionKey(ref), watchable)
    return watchable
  }

  return {
    'settings.read': () => settings,
    'app.info': () => ({ version: '0.1.0', host: 'browser', platform: 'linux', dataFolder: '/home/user/data' }),
    'connections.watch': (_input, context) => connections.follow(context),
    'connections.check': ({ connectionId }) => {
      const connection = (connections.value ?? []).find(({ id }) => id === connectionId)
      if (!connection) throw fail('not-found', 'There is no such connection.')
      return connection
    },
    'connections.add': () => {
      throw fail('offline', 'connect ECONNREFUSED')
    },
    'sessions.watch': (_input, context) => followLists(lists, context),
    'sessions.refresh': () => undefined,
    'sessions.open': (ref) => find(ref),
    'sessions.create': async ({ name, connectionId }) => {
      const ref = { connectionId, sessionId: crypto.randomUUID() }
      lists.set(
        (lists.value ?? []).map((list) =>
          list.connectionId === connectionId
            ? { ...list, sessions: [one(ref.sessionId, name, {}, connectionId), ...list.sessions] }
            : list,
        ),
      )
      return ref
    },
    'sessions.pause': (ref) => {
      const paused: Session = {
        ...find(ref),
        status: 'paused',
        server: serverSession({ id: ref.sessionId, status: 'paused', pausedAt: Date.now() }),
      }
      change(ref, paused)
      return paused
    },
    'sessions.resume': (ref) => {
      const active: Session = { ...find(ref), status: 'active', server: serverSession({ id: ref.sessionId }) }
      change(ref, active)
      return active
    },
    'sessions.delete': (ref) => change(ref, undefined),
    'sessions.forget': (ref) => change(ref, undefined),
    'runOptions.read': () => ({
      workDir: '/workspace/data',
      env: [
        { name: 'STAGE', value: 'test', secret: false },
        { name: 'API_KEY', secret: true, kept: 'keychain' },
      ],
    }),
    'runOptions.write': ({ env }) => ({ env: env.map(({ name, secret }) => ({ name, secret })) }),
    'sessions.find': (ref) => find(ref),
    'sessions.label': ({ session: ref, labels }) => change(ref, { ...find(ref), labels }),
    'sessions.rename': ({ session: ref, name }) => change(ref, { ...find(ref), name }),
    'files.list': ({ path }) => {
      const entries = new Map<string, FileEntry>()
      for (const [file, bytes] of contents) {
        if (!file.startsWith(`${path}/`)) continue
        const rest = file.slice(path.length + 1)
        const name = rest.split('/')[0] ?? rest
        const isFolder = rest.includes('/')
        entries.set(name, {
          name,
          path: `${path}/${name}`,
          type: isFolder ? 'folder' : 'file',
          size: isFolder ? 0 : bytes.byteLength,
          modifiedAt: now,
          mode: 0o644,
        })
      }
      const order = ({ type, name }: FileEntry) => `${type === 'folder' ? 0 : 1}${name}`
      return {
        path,
        asOf: Date.now(),
        entries: [...entries.values()].sort((a, b) => order(a).localeCompare(order(b))),
      }
    },
    'files.read': async ({ path }) => {
      const bytes = contents.get(path)
      if (!bytes) throw fail('not-found', `${baseName(path)} is not in ${parentFolder(path)}.`)
      return { path, bytes, size: bytes.byteLength, modifiedAt: now, sha256: await sha256(bytes) }
    },
    'files.write': async ({ path, bytes }) => {
      contents.set(path, new Uint8Array(bytes))
      return { size: bytes.byteLength, modifiedAt: Date.now(), sha256: await sha256(bytes) }
    },
    'files.createFolder': () => undefined,
    'files.delete': ({ path }) => {
      for (const file of contents.keys()) if (file === path || file.startsWith(`${path}/`)) contents.delete(file)
    },
    'drafts.list': (ref) => [...drafts.values()].filter((draft) => sessionKey(draft.session) === sessionKey(ref)),
    'drafts.keep': (draft) => {
      const kept = { ...draft, keptAt: Date.now() }
      drafts.set(`${sessionKey(draft.session)} ${draft.documentId}`, kept)
      return { keptAt: kept.keptAt }
    },
    'drafts.discard': ({ session: ref, documentId }) => {
      drafts.delete(`${sessionKey(ref)} ${documentId}`)
    },
    'runs.watch': (ref, context) => runsOf(ref).follow(context),
    'runs.output': async function* ({ runId }) {
      yield* outputs.get(runId) ?? []
    },
    'runs.start': (input) => {
      const text = input.kind === 'code' ? output : `${input.command}\n`
      const run = finished(input.session, input.kind === 'code' ? input.title : input.command, input.kind, text)
      const list = runsOf(input.session)
      const done: Run =
        input.kind === 'code' ? { ...run, documentId: input.documentId, sourceHash: input.sourceHash } : run
      list.set([...(list.value ?? []), done])
      return done
    },
    'runs.stop': () => undefined,
  }
}

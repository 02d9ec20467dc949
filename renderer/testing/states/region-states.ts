import type { Draft } from '../../../shared/domain/draft.ts'
import { localConnection, serverConnection, sessionList } from '../samples.ts'
import type { WindowState } from './window-state.ts'
import { airQuality, hour, named, never, now, oneSession, run, silentSession, throwing, withRuns } from './worlds.ts'

const lab = serverConnection()

const sessionsRegion: readonly WindowState[] = [
  {
    name: 'sessions-empty',
    part: 'sessions',
    scene: { connections: [localConnection()], lists: [sessionList([])] },
    words: ['None yet. A session is one isolated machine with its own files.'],
    actions: ['New session'],
  },
  {
    name: 'sessions-loading',
    part: 'sessions',
    scene: { connections: [localConnection(), lab], lists: [sessionList([named('a1', 'air-quality')])] },
    wait: 1,
    words: ['Asking lab.example.org for your sessions…'],
  },
  {
    name: 'sessions-loading-long',
    part: 'sessions',
    scene: { connections: [localConnection(), lab], lists: [sessionList([named('a1', 'air-quality')])] },
    wait: 11,
    words: [/Asking lab\.example\.org for your sessions… \d+ s so far/],
  },
  {
    name: 'sessions-error',
    part: 'sessions',
    scene: {
      connections: [localConnection(), lab],
      lists: [
        sessionList([named('a1', 'air-quality')]),
        {
          connectionId: 'lab',
          state: 'loading',
          error: { code: 'unavailable', message: 'The session service does not answer.', status: 502 },
          sessions: [],
        },
      ],
    },
    words: ['Sessions could not be read', '502'],
    actions: ['Try again'],
  },
  {
    name: 'sessions-stale',
    part: 'sessions',
    scene: silentSession,
    words: [/as of \d\d:\d\d:\d\d/, 'Was active', 'unknown'],
  },
]

const filesRegion: readonly WindowState[] = [
  {
    name: 'files-no-session',
    part: 'files',
    scene: { connections: [localConnection()], lists: [sessionList([named('a1', 'air-quality')])] },
    words: ['Open a session to see its files.'],
  },
  {
    name: 'files-empty',
    part: 'files',
    scene: oneSession(),
    handlers: { 'files.list': ({ path }) => ({ path, asOf: now, entries: [] }) },
    words: ['This folder is empty.'],
    actions: ['New file'],
  },
  {
    name: 'files-loading',
    part: 'files',
    scene: oneSession(),
    handlers: { 'files.list': never },
    wait: 1,
    words: ['Reading /workspace…'],
  },
  {
    name: 'files-loading-long',
    part: 'files',
    scene: oneSession(),
    handlers: { 'files.list': never },
    wait: 11,
    words: [/Reading \/workspace… \d+ s so far/],
    actions: ['Cancel'],
  },
  {
    name: 'files-error',
    part: 'files',
    scene: oneSession(),
    handlers: {
      'files.list': throwing({ code: 'refused', message: 'permission denied' }),
    },
    words: ['/workspace cannot be read: permission denied.'],
  },
  {
    name: 'files-stale',
    part: 'files',
    scene: oneSession(),
    handlers: (() => {
      let asked = 0
      return {
        'files.list': ({ path }: { readonly path: string }) => {
          asked += 1
          if (asked > 1) throw throwing({ code: 'offline', message: 'connect ETIMEDOUT' })()
          return { path, asOf: Date.now(), entries: [entry('analysis.py', 1200), entry('limits übersicht.md', 4800)] }
        },
      }
    })(),
    steps: [{ click: 'Refresh files' }],
    words: [/Files\s*as of \d\d:\d\d:\d\d/],
  },
]

function entry(name: string, size: number) {
  return { name, path: `/workspace/${name}`, type: 'file', size, modifiedAt: now, mode: 0o644 } as const
}

const analysis = 'file:/workspace/analysis.py'

const draft: Draft = {
  session: airQuality,
  documentId: analysis,
  text: '# Days above the limit, for each station\nLIMIT = 15.0\n',
  baseSha256: '0'.repeat(64),
  revision: 3,
  keptAt: now - 264_000,
}

const editorRegion: readonly WindowState[] = [
  {
    name: 'editor-empty',
    part: 'editor',
    scene: oneSession(),
    words: ['Open a file, or start a scratch cell'],
    actions: ['New scratch cell', 'New file'],
  },
  {
    name: 'editor-loading',
    part: 'editor',
    scene: oneSession({ documents: [analysis] }),
    handlers: { 'files.read': never },
    wait: 1,
    words: ['Opening analysis.py…'],
  },
  {
    name: 'editor-loading-long',
    part: 'editor',
    scene: oneSession({ documents: [analysis] }),
    handlers: { 'files.read': never },
    wait: 11,
    words: [/Opening analysis\.py… \d+ s so far/],
    actions: ['Cancel'],
  },
  {
    name: 'editor-error',
    part: 'editor',
    scene: oneSession({ documents: [analysis] }),
    handlers: { 'files.read': throwing({ code: 'refused', message: 'permission denied' }) },
    words: ['/workspace/analysis.py cannot be opened: permission denied.'],
  },
  {
    name: 'editor-stale',
    part: 'editor',
    scene: oneSession({ documents: [analysis] }),
    handlers: {
      'files.read': throwing({ code: 'offline', message: 'connect ETIMEDOUT' }),
      'drafts.list': () => [draft],
    },
    words: ['Edits are kept on this computer and written when the server answers.'],
  },
]

const conflict: WindowState = {
  name: 'editor-conflict',
  part: 'editor',
  scene: oneSession({ documents: [analysis] }),
  handlers: { 'drafts.list': () => [draft] },
  words: [/analysis\.py changed in the sandbox at \d\d:\d\d while you edited it\. Nothing was overwritten\./],
  actions: ['Take theirs', 'Overwrite with mine'],
}

const resultRegion: readonly WindowState[] = [
  {
    name: 'result-empty',
    part: 'result',
    scene: oneSession(),
    handlers: withRuns(),
    words: ['Run code to see its result here. Ctrl ↵'],
  },
  {
    name: 'result-waiting',
    part: 'result',
    scene: oneSession(),
    handlers: withRuns([run({ name: 'queued' }, { startedAt: now })]),
    wait: 1,
    words: ['queued', 'It starts as soon as the sandbox is free.'],
    actions: ['Stop'],
  },
  {
    name: 'result-stale',
    part: 'result',
    scene: oneSession({ documents: [analysis] }),
    handlers: withRuns([
      run(
        { name: 'settled', at: now - 290_000, facts: { exitCode: 0, output: { kind: 'complete' } } },
        { startedAt: now - 291_000, sourceHash: '0'.repeat(64), stdoutBytes: 28 },
      ),
      '41,208 readings, 4 stations\n',
    ]),
    words: [/made \d\d:\d\d:\d\d, before your last edit/],
  },
]

const runsRegion: readonly WindowState[] = [
  {
    name: 'runs-empty',
    part: 'panel',
    scene: oneSession(),
    handlers: withRuns(),
    steps: [{ click: 'Runs' }],
    words: ['Nothing has run yet. Each run is kept here with its full output.'],
  },
  {
    name: 'runs-loading',
    part: 'panel',
    scene: oneSession(),
    handlers: { ...withRuns(), 'runs.find': never },
    steps: [{ click: 'Runs' }, { fill: 'Find runs', text: 'epoch' }],
    wait: 2,
    words: ['Searching runs…'],
  },
  {
    name: 'runs-error',
    part: 'panel',
    scene: oneSession(),
    handlers: { ...withRuns(), 'runs.find': throwing({ code: 'internal', message: 'The store is gone.' }) },
    steps: [{ click: 'Runs' }, { fill: 'Find runs', text: 'epoch' }],
    wait: 1,
    words: ['Kept runs could not be read'],
  },
]

const token = { kept: 'keychain', endsAt: now - hour } as const

const connectionRegion: readonly WindowState[] = [
  {
    name: 'connection-signed-out',
    part: 'window',
    scene: {
      connections: [
        localConnection(),
        serverConnection({ status: 'refused', token, error: { code: 'auth', message: 'token expired', status: 401 } }),
      ],
      lists: [
        sessionList([]),
        sessionList([named('b1', 'gpu-bench', { status: 'unknown' }, 'lab')], { connectionId: 'lab', state: 'stale' }),
      ],
      front: { connectionId: 'lab', sessionId: 'b1' },
    },
    words: [/Signed out by lab\.example\.org: the token ended at \d\d:\d\d\./, 'Your work is kept.'],
    actions: ['Sign in…'],
  },
  {
    name: 'connection-stale',
    part: 'window',
    scene: silentSession,
    words: ['lab.example.org does not answer.', /Last answer \d\d:\d\d:\d\d, 4 m ago\./, /No answer since \d\d:\d\d/],
    actions: ['Try now'],
  },
]

/** What the regions say while there is nothing, nothing yet, no answer, or only what was. */
export const regionStates: readonly WindowState[] = [
  ...sessionsRegion,
  ...filesRegion,
  ...editorRegion,
  conflict,
  ...resultRegion,
  ...runsRegion,
  ...connectionRegion,
]

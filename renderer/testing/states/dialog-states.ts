import type { CheckStep, CheckStepId } from '../../../shared/domain/connection-check.ts'
import { checkStepIds } from '../../../shared/domain/connection-check.ts'
import type { NewSession, SessionList } from '../../../shared/domain/session.ts'
import type { AppHandlers } from '../fake-client.ts'
import { followLists, Watchable } from '../fake-client.ts'
import { localConnection, serverConnection, serverSession, session, sessionList } from '../samples.ts'
import type { WindowState } from './window-state.ts'
import { airQuality, day, named, never, now, oneSession, progress, run, throwing, withRuns } from './worlds.ts'

/** Creating gets as far as this step and stays there, or fails. */
function creating(step: number, words: string, fails = false): Partial<AppHandlers> {
  const lists = new Watchable<readonly SessionList[]>([sessionList([named('a1', 'air-quality')])])
  return {
    'sessions.watch': (_input, context) => followLists(lists, context),
    'sessions.create': ({ name, workflowId = '' }: NewSession & { readonly workflowId?: string | undefined }) => {
      const at = { ...progress('create', step, 3, words), id: workflowId }
      const making = session({ sessionId: 'n1', name, status: 'creating' })
      lists.set([
        sessionList([{ ...making, ...(fails ? { stopped: at } : { progress: at }) }, named('a1', 'air-quality')]),
      ])
      if (fails) throw throwing({ code: 'unavailable', message: 'sandbox pool exhausted', status: 503 })()
      return never()
    },
  }
}

const newSession = { kind: 'new-session' } as const

const newSessionDialog: readonly WindowState[] = [
  {
    name: 'new-session',
    part: 'dialog',
    scene: oneSession(),
    dialog: newSession,
    words: [
      'Where',
      'Name',
      'Image',
      "Runs this computer's own Python 3.11.2; the image is not downloaded.",
      'Network',
      'Creates the session and gives it a sandbox.',
    ],
    actions: ['Cancel', 'Create session'],
  },
  {
    name: 'new-session-wrong-values',
    part: 'dialog',
    scene: oneSession(),
    dialog: newSession,
    steps: [
      { fill: 'CPU', text: '0' },
      { fill: 'Memory in MB', text: '12' },
      { fill: 'Hours', text: '500' },
      { click: 'Create session' },
    ],
    words: [/At most 168 hours on this (computer|server)\./],
    actions: ['Create session'],
  },
  ...(['session', 'sandbox', 'files'] as const).map(
    (words, index): WindowState => ({
      name: `new-session-step-${index + 1}`,
      part: 'dialog',
      scene: oneSession(),
      dialog: newSession,
      handlers: creating(index + 1, words),
      steps: [{ click: 'Create session' }],
      words: ['session', 'sandbox', 'files', `Step ${index + 1} of 3: ${words}`],
      actions: ['Cancel'],
    }),
  ),
  {
    name: 'new-session-failed-step',
    part: 'dialog',
    scene: oneSession(),
    dialog: newSession,
    handlers: creating(2, 'sandbox', true),
    steps: [{ click: 'Create session' }],
    words: ['was not created'],
    actions: ['Undo', 'Try again'],
  },
]

const askers: readonly WindowState[] = [
  {
    name: 'pause',
    part: 'dialog',
    scene: oneSession(),
    handlers: withRuns([run({ name: 'running', since: now - 5000 })]),
    dialog: { kind: 'pause', session: airQuality },
    words: ['Stays', 'Files in /workspace', 'Ends', '1 run that is under way', 'Variables'],
    actions: ['Cancel', 'Pause now'],
  },
  {
    name: 'pause-under-way',
    part: 'dialog',
    scene: oneSession({
      lists: [sessionList([named('a1', 'air-quality', { progress: progress('pause', 2, 4, 'saving files') })])],
    }),
    handlers: { 'sessions.pause': never },
    dialog: { kind: 'pause', session: airQuality },
    steps: [{ click: 'Pause now' }],
    words: ['Pausing · step 2 of 4, saving files'],
  },
  {
    name: 'pause-failed',
    part: 'dialog',
    scene: oneSession(),
    handlers: {
      'sessions.pause': throwing({ code: 'server', message: 'failed to save workspace: disk full', status: 400 }),
    },
    dialog: { kind: 'pause', session: airQuality },
    steps: [{ click: 'Pause now' }],
    words: ['air-quality was not paused: the server answered 400.'],
    actions: ['Details', 'Try again'],
  },
  {
    name: 'delete',
    part: 'dialog',
    scene: oneSession(),
    handlers: {
      'sessions.holdings': () => ({ underWay: 1, runs: 128, drafts: 2, files: { count: 1284, bytes: 48_000_000 } }),
    },
    dialog: { kind: 'delete', session: airQuality },
    words: ['Delete air-quality?', 'Goes:', 'Stays on this computer:', '1,284', '128 runs', 'You can undo until'],
    actions: ['Cancel', 'Delete session'],
  },
  {
    name: 'delete-for-good',
    part: 'dialog',
    scene: {
      connections: [localConnection(), serverConnection()],
      lists: [sessionList([named('b1', 'gpu-bench', {}, 'lab')], { connectionId: 'lab' })],
      front: { connectionId: 'lab', sessionId: 'b1' },
    },
    dialog: { kind: 'delete', session: { connectionId: 'lab', sessionId: 'b1' } },
    words: ['Delete gpu-bench?', 'Goes:', 'Type gpu-bench to confirm'],
    actions: ['Cancel', 'Delete session'],
  },
  {
    name: 'delete-failed',
    part: 'dialog',
    scene: oneSession(),
    handlers: { 'sessions.delete': throwing({ code: 'offline', message: 'connect ETIMEDOUT' }) },
    dialog: { kind: 'delete', session: airQuality },
    steps: [{ click: 'Delete session' }],
    words: ['air-quality was not deleted: the server does not answer.'],
    actions: ['Cancel'],
  },
  {
    name: 'forget',
    part: 'dialog',
    scene: oneSession({
      lists: [
        sessionList([
          named('a1', 'air-quality', {
            status: 'expired',
            server: serverSession({ expiresAt: now - 2 * day }),
          }),
        ]),
      ],
    }),
    dialog: { kind: 'forget', session: airQuality },
    words: ['Forget air-quality?', 'This is final.'],
    actions: ['Cancel', 'Forget session'],
  },
]

const found: Readonly<Partial<Record<CheckStepId, string>>> = {
  name: 'lab.example.org is 192.0.2.17.',
  tcp: 'Port 443 answers after 12 ms.',
  tls: 'Certificate by R11, Let’s Encrypt, until 3 Feb.',
  health: 'The gateway answers.',
  token: 'Given for user-7.',
  clock: 'The same to a second.',
  requests: '193 of 200.',
  pool: '4 of 5 sandboxes are free.',
}

/** @param until the step that fails, or is being done */
function checked(until: CheckStepId | undefined, how: 'doing' | 'failed'): readonly CheckStep[] {
  const at = until === undefined ? checkStepIds.length : checkStepIds.indexOf(until)
  return checkStepIds.map((id, index): CheckStep => {
    if (index > at) return { id, state: how === 'failed' ? 'not-reached' : 'waiting' }
    if (id === 'proxy') return { id, state: 'not-needed' }
    if (index < at) return { id, state: 'ok', words: found[id] ?? '' }
    if (how === 'doing') return { id, state: 'doing' }
    return {
      id,
      state: 'failed',
      words: 'The certificate is signed by an authority that this computer does not know.',
      fix: 'Paste the certificate of that authority under Extra certificate.',
    }
  })
}

function checking(steps: readonly CheckStep[], ends = true): Partial<AppHandlers> {
  return {
    'connections.keystore': () => ({ name: 'GNOME Keyring' }),
    'connections.checkSteps': async function* () {
      yield steps
      if (!ends) await never()
    },
  }
}

const connect = { kind: 'connect' } as const
const filledIn: WindowState['steps'] = [
  { fill: 'Address', text: 'lab.example.org' },
  { fill: 'User id', text: 'user-7' },
]
const check: WindowState['steps'] = [...filledIn, { click: 'Check connection' }]

const connectionDialog: readonly WindowState[] = [
  {
    name: 'connection',
    part: 'dialog',
    scene: { connections: [localConnection(), serverConnection()], lists: [] },
    dialog: connect,
    words: ['Name', 'Address', 'User id', 'Role', 'Proxy', 'Extra certificate', 'stays in memory'],
    actions: ['Check connection', 'Cancel', 'Connect'],
  },
  {
    name: 'connection-wrong-value',
    part: 'dialog',
    scene: oneSession(),
    dialog: connect,
    steps: [{ fill: 'Address', text: 'http://lab.example.org' }, { click: 'Connect' }],
    words: ['Only https is allowed'],
  },
  {
    name: 'connection-asking',
    part: 'dialog',
    scene: oneSession(),
    handlers: { 'connections.add': never },
    dialog: connect,
    steps: [...filledIn, { click: 'Connect' }],
    words: ['Asking lab.example.org…'],
    actions: ['Cancel'],
  },
  {
    name: 'connection-check-under-way',
    part: 'dialog',
    scene: oneSession(),
    handlers: checking(checked('tls', 'doing'), false),
    dialog: connect,
    steps: check,
    words: ['TCP', 'Asking…'],
    actions: ['Checking…'],
  },
  {
    name: 'connection-check-all-ok',
    part: 'dialog',
    scene: oneSession(),
    handlers: checking(checked(undefined, 'doing')),
    dialog: connect,
    steps: check,
    words: ['lab.example.org is 192.0.2.17.', 'not used', '4 of 5 sandboxes are free.'],
    actions: ['Check connection'],
  },
  {
    name: 'connection-check-failed',
    part: 'dialog',
    scene: oneSession(),
    handlers: checking(checked('tls', 'failed')),
    dialog: connect,
    steps: check,
    words: ['signed by an authority', 'Paste the certificate', 'not reached'],
    actions: ['Check connection'],
  },
  {
    name: 'connection-keystore',
    part: 'dialog',
    scene: oneSession(),
    handlers: checking([]),
    dialog: connect,
    steps: [{ click: 'By a token' }],
    words: ['The token is kept on this computer, encrypted by GNOME Keyring.'],
  },
  {
    name: 'connection-no-keystore',
    part: 'dialog',
    scene: oneSession(),
    dialog: connect,
    steps: [{ click: 'By a token' }],
    words: ['memory only', 'no keychain was found'],
  },
]

/** Dialogs, and how far what they do has come. */
export const dialogStates: readonly WindowState[] = [...newSessionDialog, ...askers, ...connectionDialog]

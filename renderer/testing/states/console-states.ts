import { localConnection, serverSession, sessionList } from '../samples.ts'
import type { WindowState } from './window-state.ts'
import { airQuality, day, named, never, now, oneSession, run, silentSession, withRuns } from './worlds.ts'

/** A command that was typed in the first console. */
const command = { kind: 'command', title: 'python train.py --epochs 20', language: 'bash', cwd: '/workspace' } as const

const running = run({ name: 'running', since: now - 12_000 }, command)

const killed = run(
  { name: 'settled', at: now, facts: { exitCode: 137, output: { kind: 'complete' } } },
  { ...command, stdoutBytes: 11 },
)

/** What a console says before there is a prompt, when something ended, and while nothing can be typed. */
export const consoleStates: readonly WindowState[] = [
  {
    name: 'console-opening',
    part: 'panel',
    scene: oneSession(),
    handlers: { 'sessions.open': never },
    wait: 1,
    words: ['Opening a shell…'],
  },
  {
    name: 'console-failed',
    part: 'panel',
    scene: oneSession(),
    handlers: withRuns([killed, 'epoch 1/20\n']),
    words: ['python train.py', 'epoch 1/20', 'failed · exit code 137', 'Killed, likely out of memory.'],
  },
  {
    name: 'console-found',
    part: 'panel',
    scene: oneSession(),
    handlers: withRuns([killed, 'epoch 1/20\n']),
    steps: [{ click: 'Find in the console' }, { fill: 'Text to find', text: 'EPOCH' }],
    words: ['of 2'],
    actions: ['Match case', 'Regular expression', 'Previous match', 'Next match', 'Close'],
  },
  {
    name: 'console-lost',
    part: 'panel',
    scene: silentSession,
    words: [/Connection lost \d\d:\d\d:\d\d\./, 'goes on in the sandbox', 'Input is off until then.'],
  },
  {
    name: 'console-paused',
    part: 'panel',
    scene: {
      connections: [localConnection()],
      lists: [
        sessionList([
          named('a1', 'air-quality', {
            status: 'paused',
            server: serverSession({ id: 'a1', status: 'paused', pausedAt: now - 2 * day }),
          }),
        ]),
      ],
      front: airQuality,
    },
    handlers: withRuns([killed, 'epoch 1/20\n']),
    words: ['Input is off: the session is paused.', 'python train.py'],
  },
  {
    name: 'console-close',
    part: 'dialog',
    scene: oneSession(),
    handlers: withRuns([running]),
    dialog: { kind: 'close-console', session: airQuality, consoleId: 'first' },
    words: ['Close Console 1?', 'python train.py --epochs 20', 'is running in it'],
    actions: ['Close, let it run', 'Cancel', 'Stop and close'],
  },
  {
    name: 'console-rename',
    part: 'dialog',
    scene: oneSession(),
    dialog: { kind: 'rename-console', session: airQuality, consoleId: 'first' },
    words: ['Rename Console 1'],
    actions: ['Cancel', 'Rename console'],
  },
]

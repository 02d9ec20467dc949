// @vitest-environment jsdom
import { Terminal } from '@xterm/xterm'
import { expect, test, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { Run } from '../../../shared/domain/run.ts'
import { createRunsStore } from '../../state/runs.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { fakeClient, Watchable } from '../../testing/fake-client.ts'
import type { LineShellOptions } from './line-shell.ts'
import { LineShell } from './line-shell.ts'
import { TerminalLine } from './terminal-line.ts'

const session = { connectionId: 'local', sessionId: 's1' }
const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`

function run(number: number, title: string, state: Run['state']): Run {
  const shared = { session, kind: 'command', language: 'bash', limit: 290, startedAt: 1 } as const
  return { ...shared, id: id(number), title, state, stdoutBytes: 0, stderrBytes: 0 }
}

const running = { name: 'running', since: 1 } as const
const ok = { name: 'settled', at: 2, facts: { exitCode: 0, output: { kind: 'complete' } } } as const

type Kept = Pick<LineShellOptions, 'folder' | 'clearedAt'>

/** A shell over the real terminal and store, whose sandbox answers each command with a text. */
async function world(before: readonly Run[], answer: string, handlers: Partial<AppHandlers> = {}, kept: Kept = {}) {
  const list = new Watchable<readonly Run[]>(before)
  let known = before
  const change = (next: readonly Run[]) => {
    known = next
    list.set(next)
  }
  const folders: (string | undefined)[] = []
  const problems: (string | undefined)[] = []
  const { client } = fakeClient({
    'runs.watch': (_session, context) => list.follow(context),
    'runs.start': (wanted) => {
      if (wanted.kind !== 'command') throw fail('internal', 'A console starts commands alone.')
      folders.push(wanted.cwd)
      const started = run(known.length + 1, wanted.command, running)
      change([...known, started])
      return started
    },
    'runs.output': async function* ({ runId }) {
      yield { stream: 'stdout', offset: 0, bytes: new TextEncoder().encode(answer) }
      change(known.map((one) => (one.id === runId ? { ...one, state: ok } : one)))
    },
    ...handlers,
  })
  const runs = createRunsStore(client)
  const terminal = new Terminal({ cols: 60, rows: 10, scrollback: 10_000, convertEol: true })
  const line = new TerminalLine(terminal)
  const end = new AbortController()
  const shell = new LineShell({
    session,
    consoleId: 'first',
    runs,
    terminal,
    line,
    end: end.signal,
    onProblem: (problem) => problems.push(problem && `${problem.what}: ${problem.error.message}`),
    onFolder: (folder) => folders.push(`now ${folder}`),
    ...kept,
  })
  runs.getState().watch(session)
  shell.setLive(true)
  await shell.begin()
  return {
    change,
    folders,
    problems,
    line,
    shell,
    async type(text: string) {
      line.editor.insert(text)
      await shell.accept()
    },
    async screen() {
      await new Promise<void>((resolve) => terminal.write('', resolve))
      const { active } = terminal.buffer
      const rows = Array.from({ length: 10 }, (_, row) => active.getLine(row)?.translateToString(true) ?? '')
      return rows.filter((row) => row !== '')
    },
  }
}

test('a command shows its output, and the next prompt follows', async () => {
  const { type, screen, folders } = await world([], 'a.py\n')
  await type('ls')
  expect(await screen()).toEqual(['/workspace $ ls', 'a.py', '/workspace $ '])
  expect(folders).toEqual(['/workspace'])
})

test('cd moves the prompt and the commands after it', async () => {
  const { type, screen, folders } = await world([], '/workspace/data\n')
  await type('cd data')
  expect(await screen()).toEqual(['/workspace $ cd data', '/workspace/data $ '])
  await type('ls')
  expect(folders).toEqual(['/workspace', 'now /workspace/data', '/workspace/data'])
})

test('a folder that was deleted can be left', async () => {
  const { type, folders } = await world([], '/tmp\n', {}, { folder: '/workspace/deleted' })
  await type('cd /tmp')
  expect(folders).toEqual(['/', 'now /tmp'])
})

test('what ran before is shown again as it was typed', async () => {
  const { screen } = await world([run(1, 'ls', ok)], 'a.py\n')
  expect(await screen()).toEqual(['/workspace $ ls', 'a.py', '/workspace $ '])
})

test('each console shows what was typed in it, where that was, after its screen was cleared', async () => {
  const mine = (number: number, title: string, more: Partial<Run> = {}) => ({ ...run(number, title, ok), ...more })
  const before = [
    mine(1, 'old'),
    mine(2, 'of another', { consoleId: 'other' }),
    mine(3, 'make', { cwd: '/workspace/src', state: { ...ok, at: 9 } }),
    mine(4, 'code', { kind: 'code', state: { ...ok, at: 9 } }),
  ]
  const { screen, line } = await world(before, 'x\n', {}, { folder: '/workspace', clearedAt: 5 })
  expect(await screen()).toEqual(['/workspace/src $ make', 'x', '/workspace/src $ '])
  line.editor.previous()
  line.editor.previous()
  expect(line.editor.text).toBe('old')
})

test('of long output the end is shown again, and that it is the end', async () => {
  const long = { ...run(1, 'long', ok), stdoutBytes: 300_000 }
  const { screen } = await world([long], '', {
    'runs.output': async function* () {
      for (let offset = 0; offset < 300_000; offset += 1000)
        yield { stream: 'stdout', offset, bytes: new TextEncoder().encode(`${'x'.repeat(999)}\n`) }
    },
  })
  const [typed, said, more, text] = await screen()
  expect(typed).toBe('/workspace $ long')
  expect([said, more].join('')).toContain('The first 38 KB of its output are not shown again here.')
  expect(text).toMatch(/^x+$/)
})

test('what is typed while nothing can be run stays until it can', async () => {
  const { shell, line, screen } = await world([], '')
  line.editor.insert('make')
  line.draw()
  shell.setLive(false)
  expect(await screen()).toEqual([])
  expect(shell.isIdle).toBe(false)
  shell.setLive(true)
  expect(await screen()).toEqual(['/workspace $ make'])
})

test('a command that was not started says why, and the prompt comes back', async () => {
  const { type, screen } = await world([], '', {
    'runs.start': () => {
      throw fail('offline', 'No answer.')
    },
  })
  await type('ls')
  const [first, second, third] = await screen()
  expect([first, third]).toEqual(['/workspace $ ls', '/workspace $ '])
  expect(second).toMatch(/^The command was not started/)
  expect(second).not.toContain('inside the application')
})

test('what went wrong is handed on with the words of the server, until the next command', async () => {
  const w = await world([], '', {
    'runs.start': () => {
      throw fail('server', 'Quota of the lab is used up.')
    },
  })
  w.problems.length = 0
  await w.type('ls')
  expect(w.problems).toEqual([undefined, 'The command was not started: Quota of the lab is used up.'])
  await w.type('  ')
  expect(w.problems).toHaveLength(2)
  w.shell.setLive(false)
  w.shell.setLive(true)
  expect(w.problems.at(-1)).toBeUndefined()
})

test('so is that of a command that was refused now, and not of one that was typed before', async () => {
  const refused = { ...ok, facts: { ...ok.facts, error: { code: 'refused', message: 'No such folder.' } } } as const
  let w: Awaited<ReturnType<typeof world>> | undefined
  w = await world([run(1, 'old', refused)], '', {
    'runs.output': async function* () {
      w?.change([run(1, 'old', refused), run(2, 'make', refused)])
      yield { stream: 'stdout', offset: 0, bytes: new Uint8Array() }
    },
  })
  expect(w.problems.filter((one) => one !== undefined)).toEqual([])
  await w.type('make')
  expect(w.problems.at(-1)).toBe('The last command has no result: No such folder.')
})

test('Ctrl+C ends what runs; without it the line is thrown away', async () => {
  const stopped: string[] = []
  const w = await world([], '', {
    'runs.output': async function* ({ runId }) {
      yield { stream: 'stdout', offset: 0, bytes: new TextEncoder().encode('tick\n') }
      await vi.waitFor(() => expect(stopped).toEqual([runId]))
      w.change([run(1, 'sleep 99', ok)])
    },
    'runs.stop': ({ runId }) => void stopped.push(runId),
  })
  const over = w.type('sleep 99')
  await vi.waitFor(async () => expect(await w.screen()).toContain('tick'))
  w.shell.interrupt()
  await over
  expect(stopped).toEqual([id(1)])
  w.shell.interrupt()
  expect(await w.screen()).toContain('/workspace $ ^C')
})

test('a command whose answer was lost is told of again when more is known, and the line being typed stays', async () => {
  const lost = { name: 'unknown', since: 2, error: { code: 'outcome-unknown', message: 'Lost.' } } as const
  const w = await world([], '', {
    'runs.output': async function* () {
      w.change([run(1, 'make', lost)])
      yield { stream: 'stdout', offset: 0, bytes: new TextEncoder().encode('') }
    },
  })
  await w.type('make')
  expect((await w.screen()).join(' ')).toContain('The outcome is unknown.')
  w.line.editor.insert('ls')
  w.line.draw()
  w.change([run(1, 'make', { ...lost, stillRunning: false })])
  await vi.waitFor(async () => expect((await w.screen()).join(' ')).toContain('It has ended.'))
  const rows = await w.screen()
  expect(rows.at(-1)).toBe('/workspace $ ls')
  expect(rows).toContain('make:')
})

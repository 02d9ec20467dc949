import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Run } from '../../../shared/domain/run.ts'
import type { Session, SessionRef } from '../../../shared/domain/session.ts'
import { cellHash, sha256Of } from '../../state/documents-hash.ts'
import { takeWantedLine } from '../../state/editor-in-front.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { followLists, Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { session, sessionList } from '../../testing/samples.ts'
import { ResultPane } from './result-pane.tsx'

const ref = { connectionId: 'local', sessionId: 'a1' }
const id = '00000000-0000-4000-8000-000000000001'
const running: Run = {
  id,
  session: ref,
  kind: 'code',
  title: 'a.py',
  language: 'python',
  limit: 60,
  startedAt: Date.now(),
  documentId: 'file:/workspace/a.py',
  state: { name: 'running', since: Date.now() },
  stdoutBytes: 0,
  stderrBytes: 0,
}
const bytes = new TextEncoder().encode('<img src=x onerror=alert(1)>\n\x1b[31mred\x1b[0m\n')

function draw(runs: Watchable<readonly Run[]>, stopped: string[] = []) {
  return renderWithStores(<ResultPane session={session()} />, {
    'runs.watch': (_input, context) => runs.follow(context),
    'runs.output': async function* () {
      yield { stream: 'stdout', offset: 0, bytes }
    },
    'runs.stop': ({ runId }) => void stopped.push(runId),
  })
}

test('without a run it says what would fill it', async () => {
  draw(new Watchable<readonly Run[]>([]))
  expect(await screen.findByText(/Run code to see its result here/)).toBeTruthy()
})

test('a run shows its outcome, and its output as text and never as markup', async () => {
  const runs = new Watchable<readonly Run[]>([running])
  const { container, stores } = draw(runs)
  expect(await screen.findByText('running')).toBeTruthy()
  expect(await screen.findByText(/<img src=x/)).toBeTruthy()
  expect(container.querySelector('img')).toBeNull()
  expect(screen.getByText('red').getAttribute('style')).toContain('--ansi-1')
  runs.set([
    { ...running, state: { name: 'settled', at: Date.now(), facts: { exitCode: 1, output: { kind: 'complete' } } } },
  ])
  expect(await screen.findByText('failed')).toBeTruthy()
  expect(screen.getByText(/exit code 1/)).toBeTruthy()
  await waitFor(() => expect(stores.notices.getState().polite.text).toMatch(/^a\.py: failed, exit code 1/))
})

test('Stop asks once and says that it is under way', async () => {
  const runs = new Watchable<readonly Run[]>([running])
  const stopped: string[] = []
  draw(runs, stopped)
  const stop = await screen.findByRole('button', { name: /Stop/ })
  stop.click()
  await waitFor(() => expect(stopped).toEqual([id]))
  runs.set([{ ...running, state: { name: 'running', since: Date.now(), stoppingSince: Date.now() } }])
  expect(await screen.findByText(/Stopping/)).toBeTruthy()
  expect((stop as HTMLButtonElement).disabled).toBe(true)
})

const program = '# %% One\na = 1\n\n# %% Two\nprint(a)\n'
const documentId = 'file:/workspace/a.py'
const failed: Run['state'] = {
  name: 'settled',
  at: 61_000,
  facts: { exitCode: 1, durationMs: 800, output: { kind: 'complete' } },
}

/** The pane beside a document with this text in front. */
async function drawBeside(
  text: string,
  runs: readonly Run[],
  stderr = '',
  more: Partial<Session> = {},
  handlers: Partial<AppHandlers> = {},
) {
  const started: AppHandlers['runs.start'] extends (input: infer Input, ...rest: never[]) => unknown ? Input[] : never =
    []
  const lists = new Watchable([sessionList([session(more)])])
  const result = renderWithStores(<ResultPane session={session(more)} />, {
    'sessions.watch': (_input, context) => followLists(lists, context),
    'runs.watch': (_input, context) => new Watchable(runs).follow(context),
    'runs.output': async function* () {
      yield { stream: 'stderr', offset: 0, bytes: new TextEncoder().encode(stderr) }
    },
    'runs.start': (input) => {
      started.push(input)
      return running
    },
    'files.read': async ({ path }) => ({
      path,
      bytes: new TextEncoder().encode(text),
      size: text.length,
      modifiedAt: 1,
      sha256: await sha256Of(text),
    }),
    ...handlers,
  })
  const { documents } = result.stores
  await documents.getState().restore(ref)
  documents.getState().setLive(ref, true)
  documents.getState().openFile(ref, '/workspace/a.py')
  await waitFor(() => expect(documents.getState().sessions['local/a1']?.byId[documentId]?.textHash).toBeDefined())
  return { ...result, started }
}

async function cellRun(number: number, code: string, state = failed): Promise<Run> {
  const part = { firstLine: 4, lastLine: 6, cells: { first: number, of: 2, hashes: [await cellHash(code)] } }
  return { ...running, title: `a.py, cell ${number}`, startedAt: 60_000, sourceHash: '0'.repeat(64), part, state }
}

test('a cell says which it was, where it failed, and what to do about a name of another cell', async () => {
  const run = await cellRun(2, '# %% Two\nprint(a)')
  const trace = 'Traceback (most recent call last):\n  File "<string>", line 5, in <module>\nNameError: name'
  const { stores, started } = await drawBeside(program, [run], `${trace} 'a' is not defined\n`)
  expect(await screen.findByText(/exit code 1 · 1\.00 s · cell 2/)).toBeTruthy()
  // Only its own text counts: the rest of the document may be another than it was.
  expect(screen.queryByText(/before your last edit/)).toBeNull()

  fireEvent.click(await screen.findByRole('button', { name: 'a.py, line 5' }))
  expect(takeWantedLine(ref, documentId)).toBe(5)
  expect(screen.getByText(/Each cell runs as a program of its own/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Run cells 1–2' }))
  await waitFor(() => expect(started).toHaveLength(1))
  expect(started[0]).toMatchObject({ title: 'a.py, cells 1–2', code: program, part: { cells: { first: 1, of: 2 } } })
  stores.runs.getState()
})

test('a cell that was edited since says when its result was made', async () => {
  await drawBeside(program, [await cellRun(2, '# %% Two\nprint(b)')])
  expect(await screen.findByText(/^made .*, before your last edit$/)).toBeTruthy()
})

test('everything that the server told of a run is there, with what it means', async () => {
  await drawBeside(program, [await cellRun(2, '# %% Two\nprint(a)')])
  fireEvent.click(await screen.findByRole('button', { name: 'All facts' }))
  const facts = screen.getByRole('region', { name: 'All that is known of this run' })
  const told = within(facts)
    .getAllByRole('term')
    .map((term) => [term.textContent, term.nextSibling?.textContent])
  expect(told).toContainEqual(['Exit', 'exit code 1'])
  expect(told).toContainEqual(['Took there', '0.80 s'])
  expect(told).toContainEqual(['Output', 'complete'])
  expect(told).toContainEqual(['Error', 'none'])
  fireEvent.focus(within(facts).getByText('Took there'))
  expect(await screen.findByText(/duration_ms/)).toBeTruthy()
})

test('a program that outlives its limit can be stopped', async () => {
  const facts = { killedBy: 'limit', stillRunning: true, output: { kind: 'complete' } } as const
  const stopped: string[] = []
  draw(new Watchable<readonly Run[]>([{ ...running, state: { name: 'settled', at: 2, facts } }]), stopped)
  expect(await screen.findByText(/it is still running/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: /Stop/ }))
  await waitFor(() => expect(stopped).toEqual([id]))
})

test('a run that a paused session refused offers to resume it', async () => {
  const error = { code: 'refused', message: 'The session is paused.' } as const
  const facts = { error, output: { kind: 'complete' } } as const
  const refused: Run = { ...running, state: { name: 'settled', at: 2, facts } }
  const resumed: SessionRef[] = []
  await drawBeside(
    program,
    [refused],
    '',
    { status: 'paused' },
    {
      'sessions.resume': (which) => {
        resumed.push(which)
        return session()
      },
    },
  )
  expect(await screen.findByText(/Never started: the session is paused/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Resume' }))
  await waitFor(() => expect(resumed).toEqual([ref]))
})

test('commands of the console are no results', async () => {
  draw(new Watchable<readonly Run[]>([{ ...running, kind: 'command', title: 'ls' }]))
  expect(await screen.findByText(/Run code to see its result here/)).toBeTruthy()
})

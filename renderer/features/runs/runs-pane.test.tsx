import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { Run, RunFacts } from '../../../shared/domain/run.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { followLists, Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { session, sessionList } from '../../testing/samples.ts'
import { RunsPane } from './runs-pane.tsx'

const ref = { connectionId: 'local', sessionId: 'a1' }

function run(name: string, facts: Partial<RunFacts>, more: Partial<Run> = {}): Run {
  const startedAt = Date.now() - 10_000
  return {
    id: crypto.randomUUID(),
    session: ref,
    kind: 'command',
    title: `run ${name}`,
    language: 'bash',
    limit: 60,
    startedAt,
    state: { name: 'settled', at: startedAt + 610, facts: { output: { kind: 'complete' }, ...facts } },
    stdoutBytes: 1100,
    stderrBytes: 0,
    ...more,
  }
}

const all = [
  run('one', { exitCode: 0 }),
  run('two', { exitCode: 3 }, { title: 'pytest -q' }),
  run('three', { exitCode: 0, killedBy: 'limit' }),
]

let stop = () => {}

function show(handlers: Partial<AppHandlers> = {}, runs: readonly Run[] = all) {
  const watched = new Watchable(runs)
  const lists = new Watchable([sessionList([session()])])
  const result = renderWithStores(<RunsPane session={session()} />, {
    'sessions.watch': (_input, context) => followLists(lists, context),
    'runs.watch': (_input, context) => watched.follow(context),
    'runs.output': async function* () {
      yield { stream: 'stdout', offset: 0, bytes: new TextEncoder().encode('41,208 readings\n') }
    },
    'sessions.open': () => session(),
    ...handlers,
  })
  const endWatch = result.stores.runs.getState().watch(ref)
  stop = () => {
    endWatch()
    result.stop()
  }
  return result.stores
}

beforeEach(() => {
  // jsdom lays nothing out: the list measures what it is told here.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(900)
  Element.prototype.scrollTo = () => {}
})
afterEach(() => {
  stop()
  vi.restoreAllMocks()
})

const lines = () => screen.getAllByRole('row').slice(1)

describe('RunsPane', () => {
  it('lists the runs of the session, the newest first, by their outcome', async () => {
    show()
    await waitFor(() => expect(lines()).toHaveLength(3))
    expect(lines().map((line) => line.textContent)).toEqual([
      expect.stringMatching(/^timed outrun threeair-quality0\.61 s1\.1 KB/),
      expect.stringMatching(/^failed · 3pytest -qair-quality/),
      expect.stringMatching(/^okrun oneair-quality/),
    ])
    expect(screen.getByText('3 runs')).toBeDefined()
  })

  it('shows all about the one that the arrows choose, and what it wrote', async () => {
    show()
    await waitFor(() => expect(lines()).toHaveLength(3))
    const grid = screen.getByRole('grid')
    fireEvent.keyDown(grid, { key: 'ArrowDown' })
    fireEvent.keyDown(grid, { key: 'ArrowDown' })
    expect(grid.getAttribute('aria-activedescendant')).toBe(lines()[1]?.id)
    expect(lines()[1]?.getAttribute('aria-selected')).toBe('true')
    expect(screen.getByText('exit code 3')).toBeDefined()
    const facts = screen.getAllByRole('term').map((term) => [term.textContent, term.nextSibling?.textContent])
    expect(facts).toContainEqual(['stdout', '1.1 KB'])
    expect(facts).toContainEqual(['stderr', '0 B'])
    expect(facts).toContainEqual(['Output', 'complete'])
    expect(facts).toContainEqual(['Took there', 'not told'])
    // What it means is heard and not only seen.
    expect(screen.getByText('Exit').getAttribute('aria-description')).toMatch(/^exit_code: /)
    expect(await screen.findByText('41,208 readings')).toBeDefined()
  })

  it('finds words among all runs of this computer', async () => {
    const found = run('far', { exitCode: 0 }, { title: 'make all', session: { ...ref, sessionId: 'z9' } })
    const find = vi.fn<AppHandlers['runs.find']>(() => [{ run: found, excerpt: '', place: 1 }])
    show({ 'runs.find': find })
    await waitFor(() => expect(lines()).toHaveLength(3))
    fireEvent.change(screen.getByLabelText('Find runs'), { target: { value: 'make' } })
    await waitFor(() => expect(lines()).toHaveLength(1))
    expect(find.mock.lastCall?.[0]).toMatchObject({ text: 'make', session: ref })
    expect(lines()[0]?.textContent).toMatch(/^okmake allz9/)
  })

  it('says when nothing fits, nothing has run, or nothing can be read', async () => {
    show({ 'runs.find': () => [] })
    await waitFor(() => expect(lines()).toHaveLength(3))
    fireEvent.change(screen.getByLabelText('Find runs'), { target: { value: 'zzz' } })
    expect(await screen.findByText(/No run fits/)).toBeDefined()
    stop()
    document.body.replaceChildren()
    show({}, [])
    expect(await screen.findByText(/Nothing has run yet/)).toBeDefined()
    stop()
    document.body.replaceChildren()
    show({
      'runs.find': () => {
        throw fail('unavailable', 'The disk is full.')
      },
    })
    await waitFor(() => expect(lines()).toHaveLength(3))
    fireEvent.change(screen.getByLabelText('Find runs'), { target: { value: 'x' } })
    expect(await screen.findByText(/Kept runs could not be read/)).toBeDefined()
  })
})

import { expect, test, vi } from 'vitest'
import { fail } from '../../shared/domain/errors.ts'
import type { OutputPiece, Run } from '../../shared/domain/run.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { AppHandlers } from '../testing/fake-client.ts'
import { fakeClient, Watchable } from '../testing/fake-client.ts'
import { createRunsStore } from './runs.ts'

const session = { connectionId: 'local', sessionId: 's1' }
const key = sessionKey(session)
const id = '00000000-0000-4000-8000-000000000001'

function run(more: Partial<Run> = {}): Run {
  return {
    id,
    session,
    kind: 'command',
    title: 'ls',
    language: 'bash',
    limit: 60,
    startedAt: 1,
    state: { name: 'running', since: 1 },
    stdoutBytes: 0,
    stderrBytes: 0,
    ...more,
  }
}
const ended = run({ state: { name: 'settled', at: 2, facts: { exitCode: 0, output: { kind: 'complete' } } } })

function world(handlers: Partial<AppHandlers> = {}) {
  const list = new Watchable<readonly Run[]>([])
  let watchers = 0
  const { client } = fakeClient({
    'runs.watch': async function* (_session, context) {
      watchers += 1
      try {
        yield* list.follow(context)
      } finally {
        watchers -= 1
      }
    },
    ...handlers,
  })
  const store = createRunsStore(client)
  return { list, store, watchers: () => watchers, runs: () => store.getState().sessions[key] }
}

test('the list is followed once for many, and until the last one leaves', async () => {
  const { list, store, watchers, runs } = world()
  const leave = [store.getState().watch(session), store.getState().watch(session)]
  expect(runs()?.state).toBe('loading')
  list.set([run()])
  await vi.waitFor(() => expect(runs()).toMatchObject({ state: 'ready', settled: 0 }))
  expect(store.getState().active).toBe(1)
  expect(watchers()).toBe(1)
  list.set([ended])
  await vi.waitFor(() => expect(runs()?.settled).toBe(1))
  expect(store.getState().active).toBe(0)
  leave[0]?.()
  leave[0]?.()
  list.set([ended, run({ id: id.replace(/1$/, '2') })])
  await vi.waitFor(() => expect(runs()?.runs).toHaveLength(2))
  leave[1]?.()
  await vi.waitFor(() => expect(watchers()).toBe(0))
})

test('a start that is refused is said, and the next one clears it', async () => {
  let refuse = true
  const { store } = world({
    'runs.start': () => {
      if (refuse) throw fail('refused', 'The session is paused.')
      return run()
    },
  })
  const input = { kind: 'command', session, command: 'ls', limit: 60 } as const
  expect(await store.getState().start(input)).toBeUndefined()
  expect(store.getState().startErrors[key]?.code).toBe('refused')
  refuse = false
  expect(await store.getState().start(input)).toMatchObject({ id })
  expect(store.getState().startErrors[key]).toBeUndefined()
})

async function* pieces(...texts: string[]): AsyncGenerator<OutputPiece> {
  let offset = 0
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text)
    yield { stream: 'stdout', offset, bytes }
    offset += bytes.byteLength
  }
}

test('output is read to its end and given up when nobody looks', async () => {
  const { store } = world({ 'runs.output': () => pieces('one\ntw', 'o\n') })
  const leave = store.getState().follow(id)
  await vi.waitFor(() => expect(store.getState().outputs[id]?.state).toBe('complete'))
  expect(store.getState().outputs[id]?.view.head[0]?.lines).toEqual([[{ text: 'one' }], [{ text: 'two' }]])
  leave()
  expect(store.getState().outputs[id]).toBeUndefined()
})

test('a larger bound reads again; the smaller one held a part', async () => {
  const { store } = world({ 'runs.output': () => pieces('0123456789\n'.repeat(2000)) })
  store.getState().follow(id, 4000)
  await vi.waitFor(() => expect(store.getState().outputs[id]?.state).toBe('complete'))
  expect(store.getState().outputs[id]?.view.left).toBeGreaterThan(0)
  store.getState().follow(id, 1_000_000)
  await vi.waitFor(() => expect(store.getState().outputs[id]?.view.left).toBe(0))
})

test('output that cannot be read says so and keeps what came', async () => {
  const { store } = world({
    'runs.output': async function* () {
      yield* pieces('one\n')
      throw fail('not-found', 'This run is not known.')
    },
  })
  store.getState().follow(id)
  await vi.waitFor(() => expect(store.getState().outputs[id]?.state).toBe('failed'))
  expect(store.getState().outputs[id]).toMatchObject({ error: { code: 'not-found' }, view: { lineCount: 1 } })
})

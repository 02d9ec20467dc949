import { expect, test, vi } from 'vitest'
import { fail } from '../../shared/domain/errors.ts'
import type { FileIndexEnd, FileIndexPart } from '../../shared/domain/file-index.ts'
import type { AppHandlers } from '../testing/fake-client.ts'
import { fakeClient } from '../testing/fake-client.ts'
import { createFileIndexStore } from './file-index.ts'

const session = { connectionId: 'local', sessionId: 's1' }
const end = (asOf = Date.now()): FileIndexEnd => ({ asOf, leftOut: {}, unreadable: 0, tooDeep: 0 })

/** A reading whose parts come when the test gives them. */
function world(first: AppHandlers['files.index']) {
  const asked: string[] = []
  let answer = first
  const { client } = fakeClient({
    'files.index': (input, context) => {
      asked.push(input.path)
      return answer(input, context)
    },
  })
  const store = createFileIndexStore(client)
  return {
    asked,
    state: () => store.getState(),
    index: () => store.getState().sessions['local/s1'],
    answerNext: (next: AppHandlers['files.index']) => {
      answer = next
    },
  }
}

async function* parts(...all: readonly FileIndexPart[]): AsyncGenerator<FileIndexPart> {
  yield* all
}

test('it grows while it is read, and is kept with its age', async () => {
  let go: () => void = () => {}
  const waiting = new Promise<void>((resolve) => {
    go = resolve
  })
  const { state, index, asked } = world(async function* () {
    yield { paths: ['a', 'b'] }
    await waiting
    yield { paths: ['c/'], end: end() }
  })
  const done = state().refresh(session, '/workspace')
  await vi.waitFor(() => expect(index()?.reading?.soFar).toBe(2))
  expect(index()?.found.paths).toEqual(['a', 'b'])
  go()
  await done
  expect(index()).toMatchObject({ root: '/workspace', found: { paths: ['a', 'b', 'c/'] }, end: { leftOut: {} } })
  expect(index()?.reading).toBeUndefined()
  await state().refresh(session, '/workspace', 60_000)
  expect(asked).toHaveLength(1)
})

test('what was known stays in use until the new one is whole, and when that fails', async () => {
  const { state, index, answerNext } = world(() => parts({ paths: ['old'], end: end(1) }))
  await state().refresh(session, '/workspace')
  answerNext(async function* () {
    yield { paths: ['new'] }
    throw fail('offline', 'It is gone.')
  })
  await state().refresh(session, '/workspace', 60_000)
  expect(index()).toMatchObject({ found: { paths: ['old'] }, end: { asOf: 1 }, error: { code: 'offline' } })
})

test('a reading is cancelled, and what it found stays; another folder takes its place', async () => {
  const { state, index, answerNext, asked } = world(async function* (_input, { signal }) {
    yield { paths: ['a'] }
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  })
  const done = state().refresh(session, '/workspace')
  await vi.waitFor(() => expect(index()?.reading?.soFar).toBe(1))
  state().cancel(session)
  await done
  expect(index()).toMatchObject({ found: { paths: ['a'] } })
  expect(index()?.error).toBeUndefined()
  const second = state().refresh(session, '/workspace')
  await vi.waitFor(() => expect(index()?.reading?.soFar).toBe(1))
  answerNext(() => parts({ paths: ['hosts'], end: end() }))
  await state().refresh(session, '/etc')
  await second
  expect(index()).toMatchObject({ root: '/etc', found: { paths: ['hosts'] } })
  expect(asked).toEqual(['/workspace', '/workspace', '/etc'])
  state().forgetSession(session)
  expect(index()).toBeUndefined()
})

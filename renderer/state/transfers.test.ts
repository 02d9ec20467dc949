import { expect, test, vi } from 'vitest'
import { fail } from '../../shared/domain/errors.ts'
import type { AppHandlers } from '../testing/fake-client.ts'
import { fakeClient } from '../testing/fake-client.ts'
import { createTransfersStore } from './transfers.ts'

const session = { connectionId: 'local', sessionId: 's1' }
const file = (path: string, size: number) => ({ path, content: new Blob([new Uint8Array(size).fill(7)]) })
const version = { sha256: 'a'.repeat(64), size: 1, modifiedAt: 1 }

function world(handlers: Partial<AppHandlers>, asksWhere = false) {
  const offered: { name: string; size: number }[] = []
  const { client } = fakeClient(handlers)
  const store = createTransfersStore(client, {
    asksWhere: () => asksWhere,
    offer: (name, content) => offered.push({ name, size: content.size }),
  })
  return { offered, state: () => store.getState() }
}

test('files come in by parts, folders below too; what would be replaced is asked about', async () => {
  const parts: unknown[] = []
  const { state } = world({
    'files.list': ({ path }) => {
      if (path !== '/workspace') throw fail('not-found', 'There is no such folder.')
      const entry = { name: 'a', path: '/workspace/a', type: 'file' as const, size: 1, modifiedAt: 1, mode: 0o644 }
      return { path, entries: [entry], asOf: 1 }
    },
    'files.upload': ({ path, offset, size, bytes, expected }) => {
      parts.push([path, offset, bytes.byteLength, expected])
      return offset + bytes.byteLength === size ? version : null
    },
  })
  expect(await state().upload(session, '/workspace', [file('a', 3), file('d/b', 2_500_000), file('empty', 0)])).toBe(
    false,
  )
  expect(state().question?.taken).toEqual(['a'])
  expect(parts).toEqual([])
  expect(await state().answer('replace')).toBe(true)
  expect(parts).toEqual([
    ['/workspace/a', 0, 3, undefined],
    ['/workspace/d/b', 0, 2_097_152, null],
    ['/workspace/d/b', 2_097_152, 402_848, null],
    ['/workspace/empty', 0, 0, null],
  ])
  expect(state().list).toEqual([])
  await state().upload(session, '/workspace', [file('a', 3), file('c', 1)])
  parts.length = 0
  expect(await state().answer('skip')).toBe(true)
  expect(parts).toEqual([['/workspace/c', 0, 1, null]])
})

test('one that fails stays in the list until it is dismissed; one that is cancelled leaves nothing', async () => {
  const cancelled: string[] = []
  let hold = false
  const { state } = world({
    'files.list': ({ path }) => ({ path, entries: [], asOf: 1 }),
    'files.upload': async (_input, { signal }) => {
      if (!hold) throw fail('too-large', 'It has 9.0 MB, and 1.0 MB are free.')
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return null
    },
    'files.cancelUpload': ({ path }) => {
      cancelled.push(path)
    },
  })
  expect(await state().upload(session, '/workspace', [file('a', 3)])).toBe(false)
  expect(state().list).toMatchObject([{ name: 'a', size: 3, error: { code: 'too-large' } }])
  state().dismiss(state().list[0]?.id ?? '')
  expect(state().list).toEqual([])
  hold = true
  const done = state().upload(session, '/workspace', [file('b', 3)])
  await vi.waitFor(() => expect(state().list).toHaveLength(1))
  state().cancel(state().list[0]?.id ?? '')
  expect(await done).toBe(false)
  expect(cancelled).toEqual(['/workspace/b'])
  expect(state().list).toEqual([])
})

test('a copy is given to the browser whole, or not at all', async () => {
  let breaks = false
  const { state, offered } = world({
    'files.download': async function* () {
      yield { bytes: new Uint8Array(4), size: 6 }
      if (breaks) throw fail('conflict', 'It changed while it was read.')
      yield { bytes: new Uint8Array(2), size: 6 }
    },
  })
  expect(await state().save(session, '/workspace/d/b\udcff\n')).toBe(true)
  expect(offered).toEqual([{ name: 'b\ufffd↵', size: 6 }])
  breaks = true
  expect(await state().save(session, '/workspace/a')).toBe(false)
  expect(offered).toHaveLength(1)
  expect(state().list).toMatchObject([{ name: 'a', done: 4, size: 6, error: { code: 'conflict' } }])
})

test('where the host asks, it saves; who chooses no place has none', async () => {
  let chosen = true
  const { state } = world(
    {
      'files.saveCopy': async function* () {
        if (chosen) yield { done: 6, size: 6 }
      },
    },
    true,
  )
  expect(await state().save(session, '/workspace/a')).toBe(true)
  chosen = false
  expect(await state().save(session, '/workspace/a')).toBe(false)
  expect(state().list).toEqual([])
})

import { expect, test, vi } from 'vitest'
import { fail } from '../../shared/domain/errors.ts'
import type { FileEntry } from '../../shared/domain/file.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { AppHandlers } from '../testing/fake-client.ts'
import { fakeClient } from '../testing/fake-client.ts'
import { createFilesStore } from './files.ts'

const session = { connectionId: 'local', sessionId: 's1' }
const root = '/workspace'

function entry(path: string, type: FileEntry['type'] = 'file'): FileEntry {
  return { name: path.slice(path.lastIndexOf('/') + 1), path, type, size: 1, modifiedAt: 1, mode: 0o644 }
}

/** A sandbox's folders by path. */
function world(tree: Record<string, FileEntry[]>, handlers: Partial<AppHandlers> = {}) {
  const asked: string[] = []
  const { client } = fakeClient({
    'files.list': ({ path }) => {
      asked.push(path)
      const entries = tree[path]
      if (!entries) throw fail('not-found', 'There is no such folder.')
      return { path, entries: [...entries], asOf: 7 }
    },
    ...handlers,
  })
  const store = createFilesStore(client)
  return { asked, store, state: () => store.getState(), files: () => store.getState().sessions[sessionKey(session)] }
}

test('a folder is read when it is opened first, and again when asked', async () => {
  const { state, files, asked } = world({ [root]: [entry('/workspace/a')] })
  await state().open(session, root)
  expect(files()).toMatchObject({ expanded: [root], folders: { [root]: { listing: { asOf: 7 } } } })
  state().close(session, root)
  await state().open(session, root)
  expect(asked).toEqual([root])
  await state().refresh(session)
  expect(asked).toEqual([root, root])
})

test('what is known stays while it is read again, also when that fails', async () => {
  const tree: Record<string, FileEntry[]> = { [root]: [entry('/workspace/a')] }
  const { state, files } = world(tree)
  await state().open(session, root)
  delete tree[root]
  const reading = state().read(session, root)
  expect(files()?.folders[root]?.loadingSince).toBeGreaterThan(0)
  expect(files()?.folders[root]?.listing?.entries).toHaveLength(1)
  await reading
  expect(files()?.folders[root]).toMatchObject({ listing: { asOf: 7 }, error: { code: 'not-found' } })
})

test('a new file is written only where nothing is, and its folder read again', async () => {
  const writes: unknown[] = []
  const tree = { [root]: [entry('/workspace/a')] }
  const { state, asked } = world(tree, {
    'files.write': ({ path, expected, bytes }) => {
      writes.push([path, expected, bytes.byteLength])
      if (path.endsWith('/a')) throw fail('conflict', 'It is there.')
      return { sha256: 'a'.repeat(64), size: 0, modifiedAt: 1 }
    },
  })
  state().startCreating(session, root, 'file')
  expect(await state().create('a')).toBeUndefined()
  expect(state().creating?.error?.code).toBe('conflict')
  expect(await state().create('b')).toBe('/workspace/b')
  expect(writes).toEqual([
    ['/workspace/a', null, 0],
    ['/workspace/b', null, 0],
  ])
  expect(state().creating).toBeUndefined()
  expect(asked.length).toBeGreaterThan(1)
})

test('a deleted folder is forgotten with all in it; one that was gone already counts as deleted', async () => {
  const tree: Record<string, FileEntry[]> = {
    [root]: [entry('/workspace/d', 'folder')],
    '/workspace/d': [entry('/workspace/d/x')],
  }
  const { state, files } = world(tree, {
    'files.delete': ({ path }) => {
      delete tree[path]
      tree[root] = []
      throw fail('not-found', 'It is gone.')
    },
  })
  await state().open(session, root)
  await state().open(session, '/workspace/d')
  state().askDelete(session, [entry('/workspace/d', 'folder')])
  expect(await state().confirmDelete()).toEqual(['/workspace/d'])
  expect(files()?.expanded).toEqual([root])
  expect(Object.keys(files()?.folders ?? {})).toEqual([root])
  expect(state().deleting).toBeUndefined()
})

test('a deletion that is refused keeps the question and says why', async () => {
  const { state } = world(
    { [root]: [] },
    {
      'files.delete': () => {
        throw fail('server', 'permission denied')
      },
    },
  )
  state().askDelete(session, [entry('/workspace/a')])
  expect(await state().confirmDelete()).toEqual([])
  await vi.waitFor(() => expect(state().deleting?.error?.code).toBe('server'))
})

test('a new name is given, or refused with what was typed kept', async () => {
  const moves: unknown[] = []
  const { state } = world(
    { [root]: [entry('/workspace/a')] },
    {
      'files.move': ({ path, to }) => {
        moves.push([path, to])
        if (to.endsWith('/b')) throw fail('conflict', 'Something of this name is there already.')
      },
    },
  )
  state().startRenaming(session, entry('/workspace/a'))
  expect(await state().rename('b')).toBeUndefined()
  expect(state().renaming).toMatchObject({ saving: false, error: { code: 'conflict' } })
  expect(await state().rename('c')).toEqual({ from: '/workspace/a', to: '/workspace/c' })
  expect(state().renaming).toBeUndefined()
  state().startRenaming(session, entry('/workspace/a'))
  expect(await state().rename('a')).toBeUndefined()
  expect(moves).toHaveLength(2)
})

test('what was cut is moved once, what was copied as often as it is put; the first that fails ends it', async () => {
  const did: string[] = []
  const { state } = world(
    { [root]: [], '/workspace/d': [] },
    {
      'files.move': ({ path, to }) => {
        if (path.endsWith('/bad')) throw fail('conflict', 'Something of this name is there already.')
        did.push(`${path} > ${to}`)
      },
      'files.copy': ({ path, folder }) => {
        did.push(`${path} + ${folder}`)
        return `${folder}/copy`
      },
    },
  )
  const taken = ['/workspace/a', '/workspace/d/stays', '/workspace/bad', '/workspace/z']
  state().take(session, taken, 'cut')
  expect(await state().put('/workspace/d')).toMatchObject({
    done: [{ from: '/workspace/a', to: '/workspace/d/a' }],
    failed: { path: '/workspace/bad', error: { code: 'conflict' } },
  })
  expect(await state().put('/workspace/d')).toEqual({ done: [] })
  state().take(session, ['/workspace/z'], 'copy')
  await state().put(root)
  await state().put(root)
  expect(did).toEqual(['/workspace/a > /workspace/d/a', '/workspace/z + /workspace', '/workspace/z + /workspace'])
})

test('what was moved away is listed there no more, also while its folder is read again', async () => {
  let isSilent = false
  const { state } = world(
    {},
    {
      'files.list': async ({ path }) => {
        if (isSilent) await new Promise(() => {})
        return { path, entries: [entry('/workspace/a'), entry('/workspace/b')], asOf: 1 }
      },
      'files.move': () => undefined,
    },
  )
  await state().open(session, root)
  isSilent = true
  void state().moveInto(session, ['/workspace/a'], '/workspace/d')
  const listed = () => state().sessions['local/s1']?.folders[root]?.listing?.entries.map(({ path }) => path)
  await vi.waitFor(() => expect(listed()).toEqual(['/workspace/b']))
})

test('of several deletions those that worked are done, and the rest is asked about again', async () => {
  const { state } = world(
    { [root]: [] },
    {
      'files.delete': ({ path }) => {
        if (path.endsWith('/b')) throw fail('refused', 'Permission denied.')
      },
    },
  )
  state().askDelete(
    session,
    ['a', 'b', 'c'].map((name) => entry(`/workspace/${name}`)),
  )
  expect(await state().confirmDelete()).toEqual(['/workspace/a'])
  expect(state().deleting?.entries.map(({ name }) => name)).toEqual(['b', 'c'])
  expect(state().deleting?.error?.code).toBe('refused')
})

test('a folder is revealed with those above it; from elsewhere the workspace comes back to the top', async () => {
  const tree = { [root]: [], '/workspace/a': [], '/workspace/a/b': [], '/etc': [], '/usr/lib': [] }
  const { state, files } = world(tree)
  state().goTo(session, '/etc')
  await state().reveal(session, '/workspace/a/b', true)
  expect(files()).toMatchObject({ revealed: '/workspace/a/b' })
  expect(files()?.root).toBeUndefined()
  expect(files()?.expanded).toEqual(expect.arrayContaining([root, '/workspace/a', '/workspace/a/b']))
  state().wasRevealed(session)
  expect(files()?.revealed).toBeUndefined()
  await state().reveal(session, '/usr/lib/x.so', false)
  expect(files()).toMatchObject({ root: '/usr/lib', revealed: '/usr/lib/x.so' })
})

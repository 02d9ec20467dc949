import { expect, test, vi } from 'vitest'
import type { Draft } from '../../shared/domain/draft.ts'
import { fail } from '../../shared/domain/errors.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { AppHandlers } from '../testing/fake-client.ts'
import { fakeClient } from '../testing/fake-client.ts'
import { createDocumentsStore } from './documents.ts'
import { sha256Of } from './documents-hash.ts'

const session = { connectionId: 'local', sessionId: 's1' }
const path = '/workspace/a.py'
const id = `file:${path}`
const encode = (text: string) => new TextEncoder().encode(text)

/** A sandbox with files and a computer that keeps drafts, both as they behave behind the wire. */
function world(files: Record<string, string> = {}, drafts: Draft[] = [], more: Partial<AppHandlers> = {}) {
  const versionOf = async (text: string) => ({
    sha256: await sha256Of(text),
    size: encode(text).byteLength,
    modifiedAt: 5,
  })
  const tabs: { documentIds: readonly string[]; active?: string | undefined }[] = []
  const handlers: Partial<AppHandlers> = {
    'files.read': async (at) => {
      const text = files[at.path]
      if (text === undefined) throw fail('not-found', 'There is no such file.')
      return { path: at.path, bytes: encode(text), ...(await versionOf(text)) }
    },
    'files.write': async ({ path: to, bytes, expected }) => {
      const present = files[to]
      const sha256 = present === undefined ? null : await sha256Of(present)
      if (expected !== undefined && expected !== sha256) throw fail('conflict', 'It was changed.')
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
      files[to] = text
      return await versionOf(text)
    },
    'drafts.list': () => drafts,
    'drafts.keep': (draft) => {
      const at = drafts.findIndex((one) => one.documentId === draft.documentId)
      if (at >= 0) drafts.splice(at, 1)
      drafts.push({ ...draft, keptAt: 77 } as Draft)
      return { keptAt: 77 }
    },
    'drafts.discard': ({ documentId }) => {
      const at = drafts.findIndex((one) => one.documentId === documentId)
      if (at >= 0) drafts.splice(at, 1)
    },
    ...more,
  }
  const { client } = fakeClient(handlers)
  const store = createDocumentsStore(client, {
    read: async () => tabs.at(-1) as { documentIds: readonly string[] } | undefined,
    keep: (_session, documentIds, active) => void tabs.push({ documentIds, active }),
  })
  const state = () => store.getState()
  return {
    files,
    drafts,
    tabs,
    store,
    state,
    document: (which = id) => state().sessions[sessionKey(session)]?.byId[which],
    text: (which = id) => state().buffer(session, which)?.read(),
    type(text: string, which = id) {
      state().buffer(session, which)?.write(text)
      state().edited(session, which)
    },
    async start() {
      await state().restore(session)
      state().setLive(session, true)
    },
    ready: (which = id) =>
      vi.waitFor(() => expect(state().sessions[sessionKey(session)]?.byId[which]?.load.name).toBe('ready')),
  }
}

async function opened(files: Record<string, string>, more: Partial<AppHandlers> = {}) {
  const w = world(files, [], more)
  await w.start()
  w.state().openFile(session, path)
  await w.ready()
  return w
}

const draftOf = (text: string, baseSha256?: string, documentId = id): Draft => ({
  session,
  documentId,
  text,
  revision: 1,
  keptAt: 42,
  ...(baseSha256 ? { baseSha256 } : {}),
})

test('an opened file is clean, and its tab is remembered', async () => {
  const w = await opened({ [path]: 'a = 1\n' })
  expect(w.text()).toBe('a = 1\n')
  expect(w.document()).toMatchObject({ dirty: false, title: 'a.py', language: 'python', runLanguage: 'python' })
  expect(w.tabs.at(-1)).toEqual({ documentIds: [id], active: id })
})

test('an edit is kept on disk, counted until then, and then dated', async () => {
  const w = await opened({ [path]: 'a' })
  w.type('ab')
  expect(w.document()?.dirty).toBe(true)
  expect(w.state().unkept).toBe(1)
  await w.state().flush()
  expect(w.drafts).toMatchObject([{ documentId: id, text: 'ab', baseSha256: await sha256Of('a') }])
  await vi.waitFor(() => expect(w.state().unkept).toBe(0))
  expect(w.state().lastKeptAt).toBe(77)
  expect(w.document()?.keep).toEqual({ name: 'kept', at: 77 })
})

test('an edit that is taken back leaves no draft and no dirty tab', async () => {
  const w = await opened({ [path]: 'a' })
  w.type('ab')
  await w.state().flush()
  w.type('a')
  await w.state().flush()
  expect(w.drafts).toEqual([])
  await vi.waitFor(() => expect(w.document()).toMatchObject({ dirty: false, keep: { name: 'nothing' } }))
})

test('a draft that cannot be kept is said, counted, and tried again', async () => {
  let failing = true
  const w = await opened(
    { [path]: 'a' },
    {
      'drafts.keep': () => {
        if (failing) throw fail('internal', 'The disk is full.')
        return { keptAt: 9 }
      },
    },
  )
  w.type('ab')
  await w.state().flush()
  await vi.waitFor(() => expect(w.document()?.keep.name).toBe('failed'))
  expect(w.state().unkept).toBe(1)
  failing = false
  await vi.waitFor(() => expect(w.document()?.keep).toEqual({ name: 'kept', at: 9 }), { timeout: 5000 })
})

test('saving writes over the version under the edits and discards the draft', async () => {
  const w = await opened({ [path]: '\uFEFFa\r\nb\r\n' })
  expect(w.text()).toBe('a\nb\n')
  w.type('a\nb\nc\n')
  await w.state().flush()
  expect(await w.state().save(session, id)).toBe(true)
  expect(w.files[path]).toBe('\uFEFFa\r\nb\r\nc\r\n')
  await w.state().flush()
  expect(w.drafts).toEqual([])
  expect(w.document()?.dirty).toBe(false)
})

test('a file that changed meanwhile is not overwritten; mine and theirs decide', async () => {
  const w = await opened({ [path]: 'a' })
  w.type('mine')
  w.files[path] = 'theirs'
  expect(await w.state().save(session, id)).toBe(false)
  expect(w.files[path]).toBe('theirs')
  expect(w.document()?.conflict).toMatchObject({ kind: 'changed', modifiedAt: 5 })
  await w.state().resolveConflict(session, id, 'mine')
  expect(w.files[path]).toBe('mine')
  expect(w.document()?.conflict).toBeUndefined()

  w.type('mine again')
  w.files[path] = 'theirs again'
  await w.state().save(session, id)
  await w.state().resolveConflict(session, id, 'theirs')
  expect(w.text()).toBe('theirs again')
  expect(w.document()).toMatchObject({ dirty: false })
  await w.state().flush()
  expect(w.drafts).toEqual([])
})

test('keeping mine is no way past a third version', async () => {
  const w = await opened({ [path]: 'a' })
  w.type('mine')
  w.files[path] = 'second'
  await w.state().save(session, id)
  w.files[path] = 'third'
  await w.state().resolveConflict(session, id, 'mine')
  expect(w.files[path]).toBe('third')
  expect(w.document()?.conflict).toMatchObject({ kind: 'changed', sha256: await sha256Of('third') })
})

test('a draft comes back over the same version as a dirty tab', async () => {
  const w = world({ [path]: 'a' }, [draftOf('edited', await sha256Of('a'))])
  await w.start()
  expect(w.text()).toBe('edited')
  expect(w.state().lastKeptAt).toBe(42)
  await vi.waitFor(() => expect(w.document()?.textHash).toBeDefined())
  expect(w.document()).toMatchObject({ dirty: true })
  expect(w.document()?.conflict).toBeUndefined()
  expect(await w.state().save(session, id)).toBe(true)
  expect(w.files[path]).toBe('edited')
})

test('a draft over another version is a conflict; a draft that equals the file is thrown away', async () => {
  const other = '/workspace/b.py'
  const w = world({ [path]: 'new', [other]: 'same' }, [
    draftOf('edited', await sha256Of('old')),
    draftOf('same', await sha256Of('older'), `file:${other}`),
  ])
  await w.start()
  await vi.waitFor(() => expect(w.document()?.conflict?.kind).toBe('changed'))
  expect(w.text()).toBe('edited')
  await vi.waitFor(() => expect(w.document(`file:${other}`)?.dirty).toBe(false))
  await w.state().flush()
  expect(w.drafts.map(({ documentId }) => documentId)).toEqual([id])
})

test('a draft is shown although the server does not answer', async () => {
  const unreachable = () => {
    throw fail('offline', 'No answer.')
  }
  const w = world({}, [draftOf('edited', 'a'.repeat(64))], { 'files.read': unreachable })
  await w.start()
  await vi.waitFor(() => expect(w.document()?.readError?.code).toBe('offline'))
  expect(w.text()).toBe('edited')
  expect(w.document()).toMatchObject({ dirty: true, load: { name: 'ready' } })
})

test('a file deleted elsewhere stays as an edit', async () => {
  const w = await opened({ [path]: 'a' })
  delete w.files[path]
  await w.state().reload(session, id)
  expect(w.document()).toMatchObject({ conflict: { kind: 'deleted' }, dirty: true })
  await w.state().flush()
  expect(w.drafts).toMatchObject([{ text: 'a' }])
  await w.state().resolveConflict(session, id, 'mine')
  expect(w.files[path]).toBe('a')
})

test('a clean file follows what a run made of it', async () => {
  const w = await opened({ [path]: 'a' })
  w.files[path] = 'b'
  await w.state().reloadAll(session)
  expect(w.text()).toBe('b')
  expect(w.document()?.dirty).toBe(false)
})

test('bytes that are no text are shown as such and never written', async () => {
  const w = world({}, [], {
    'files.read': ({ path: at }) => ({
      path: at,
      bytes: new Uint8Array([0xff, 0xfe, 0]),
      sha256: 'a'.repeat(64),
      size: 3,
      modifiedAt: 1,
    }),
  })
  await w.start()
  w.state().openFile(session, path)
  await vi.waitFor(() =>
    expect(w.document()?.load).toEqual({ name: 'not-text', size: 3, bytes: expect.any(Uint8Array) }),
  )
  expect(await w.state().save(session, id)).toBe(false)
})

test('closing asks only when text would be lost', async () => {
  const w = await opened({ [path]: 'a' })
  const scratch = w.state().newScratch(session)
  w.state().requestClose(session, scratch)
  await vi.waitFor(() => expect(w.document(scratch)).toBeUndefined())
  w.type('ab')
  w.state().requestClose(session, id)
  expect(w.state().question).toEqual({ kind: 'close', session, id })
  await w.state().answerClose('cancel')
  expect(w.document()).toBeDefined()
  w.state().requestClose(session, id)
  await w.state().answerClose('save')
  expect(w.files[path]).toBe('ab')
  expect(w.document()).toBeUndefined()
  expect(w.drafts).toEqual([])
})

test('discarding throws the draft away as well', async () => {
  const w = await opened({ [path]: 'a' })
  w.type('ab')
  await w.state().flush()
  w.state().requestClose(session, id)
  await w.state().answerClose('discard')
  expect(w.document()).toBeUndefined()
  expect(w.drafts).toEqual([])
  expect(w.files[path]).toBe('a')
  w.state().reopen(session)
  await w.ready()
  expect(w.text()).toBe('a')
})

test('a scratch cell is kept, comes back, and becomes a file', async () => {
  const w = world()
  await w.start()
  const scratch = w.state().newScratch(session)
  w.type('print(1)', scratch)
  await w.state().flush()
  expect(w.drafts).toMatchObject([{ documentId: 'scratch:1', text: 'print(1)' }])
  await w.state().save(session, scratch)
  expect(w.state().question?.kind).toBe('save-as')
  await w.state().saveScratchAs(path)
  expect(w.files[path]).toBe('print(1)')
  await w.ready()
  expect(w.drafts).toEqual([])
  expect(w.tabs.at(-1)).toEqual({ documentIds: [id], active: id })
})

test('the next tab goes around the end', async () => {
  const w = world()
  await w.start()
  const one = w.state().newScratch(session)
  const two = w.state().newScratch(session)
  expect([one, two]).toEqual(['scratch:1', 'scratch:2'])
  w.state().activateNext(session, 1)
  expect(w.state().sessions[sessionKey(session)]?.active).toBe(one)
  w.state().activateNext(session, -1)
  expect(w.state().sessions[sessionKey(session)]?.active).toBe(two)
})

test('deleting a folder closes what is clean in it and keeps what is edited', async () => {
  const clean = '/workspace/data/clean.txt'
  const edited = '/workspace/data/edited.txt'
  const w = world({ [clean]: 'c', [edited]: 'e' })
  await w.start()
  for (const file of [clean, edited]) {
    w.state().openFile(session, file)
    await w.ready(`file:${file}`)
  }
  w.type('e2', `file:${edited}`)
  w.state().pathDeleted(session, '/workspace/data')
  await vi.waitFor(() => expect(w.document(`file:${clean}`)).toBeUndefined())
  expect(w.document(`file:${edited}`)?.conflict).toEqual({ kind: 'deleted' })
  expect(w.text(`file:${edited}`)).toBe('e2')
})

test('a sandbox that goes with a pause is no failure of what is open; while the session runs it is one', async () => {
  let isGone = false
  const one = world({ [path]: 'text' }, [], {
    'files.read': ({ path: at }) => {
      if (isGone) throw fail('gone', 'Its sandbox is gone.')
      return { path: at, bytes: encode('text'), size: 4, modifiedAt: 5, sha256: '0'.repeat(64) }
    },
  })
  await one.start()
  one.state().openFile(session, path)
  await one.ready()
  isGone = true
  await one.state().reloadAll(session)
  expect(one.document()?.readError?.code).toBe('gone')
  one.state().setLive(session, false)
  expect(one.document()?.readError).toBeUndefined()
  // An answer that was under way then.
  await one.state().reload(session, id)
  expect(one.document()?.readError).toBeUndefined()
  expect(one.text()).toBe('text')
})

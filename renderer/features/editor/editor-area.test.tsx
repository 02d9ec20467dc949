import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import { sha256Of } from '../../state/documents-hash.ts'
import { useStores } from '../../state/provider.tsx'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { followLists, Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { session, sessionList } from '../../testing/samples.ts'
import { EditorArea } from './editor-area.tsx'

// Monaco measures fonts, which jsdom cannot; what is tested here is all around it.
vi.mock('./code-editor.tsx', () => ({
  CodeEditor: ({ id, name }: { readonly id: string; readonly name: string }) => {
    const { documents } = useStores()
    const buffer = documents.getState().buffer(ref, id)
    return (
      <textarea
        aria-label={name}
        defaultValue={buffer?.read()}
        onChange={(event) => {
          buffer?.write(event.target.value)
          documents.getState().edited(ref, id)
        }}
      />
    )
  },
}))

vi.mock('./compare-texts.tsx', () => ({
  CompareTexts: ({ theirs, mine }: { readonly theirs: string; readonly mine: string }) => `${theirs} | ${mine}`,
}))

const ref = { connectionId: 'local', sessionId: 'a1' }
const path = '/workspace/a.py'

async function draw(files: Record<string, string>, handlers: Partial<AppHandlers> = {}) {
  const lists = new Watchable([sessionList([session()])])
  const version = async (text: string) => ({ sha256: await sha256Of(text), size: text.length, modifiedAt: 1 })
  const result = renderWithStores(<EditorArea session={session()} />, {
    'sessions.watch': (_input, context) => followLists(lists, context),
    'sessions.open': () => session(),
    'drafts.keep': () => ({ keptAt: 5 }),
    'drafts.discard': () => undefined,
    'files.read': async ({ path: at }) => {
      const text = files[at]
      if (text === undefined) throw fail('not-found', 'There is no such file.')
      return { path: at, bytes: new TextEncoder().encode(text), ...(await version(text)) }
    },
    'files.write': async ({ path: at, bytes, expected }) => {
      const present = files[at]
      if (expected !== undefined && expected !== (present === undefined ? null : await sha256Of(present)))
        throw fail('conflict', 'It was changed.')
      files[at] = new TextDecoder().decode(bytes)
      return await version(files[at])
    },
    ...handlers,
  })
  const { stores } = result
  act(() => stores.sessions.getState().select(ref))
  await waitFor(() => expect(stores.sessions.getState().opened.size).toBe(1))
  await waitFor(() => expect(stores.documents.getState().sessions['local/a1']?.state).toBe('ready'))
  return {
    ...result,
    open: (at = path) => act(() => stores.documents.getState().openFile(ref, at)),
    command: (id: 'file.save' | 'tab.close' | 'scratch.new' | 'run') => act(() => stores.commands.getState().run(id)),
  }
}

async function type(name: string | RegExp, value: string) {
  fireEvent.change(await screen.findByRole('textbox', { name }), { target: { value } })
}

test('without a document it says how to begin, and begins', async () => {
  const { stores } = await draw({}, { 'files.list': ({ path: folder }) => ({ path: folder, entries: [], asOf: 1 }) })
  expect(await screen.findByText(/Open a file, or start a scratch cell/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'New file' }))
  await waitFor(() =>
    expect(stores.files.getState().creating).toMatchObject({ session: ref, folder: '/workspace', kind: 'file' }),
  )
  // The one with words; the other one is the picture beside the tabs.
  fireEvent.click(screen.getByText('New scratch cell'))
  expect(await screen.findByRole('tab', { name: 'scratch 1' })).toBeTruthy()
})

test('a file opens, is edited, and is saved by its key', async () => {
  const files = { [path]: 'a' }
  const { open, command } = await draw(files)
  open()
  await type('a.py', 'ab')
  expect(await screen.findByRole('tab', { name: 'a.py, unsaved' })).toBeTruthy()
  command('file.save')
  await waitFor(() => expect(files[path]).toBe('ab'))
  expect(await screen.findByRole('tab', { name: 'a.py' })).toBeTruthy()
})

test('a conflict is said where it belongs, and answered there', async () => {
  const files = { [path]: 'a' }
  const { open, command } = await draw(files)
  open()
  await type('a.py', 'mine')
  files[path] = 'theirs'
  command('file.save')
  const notice = await screen.findByRole('alert')
  expect(notice.textContent).toMatch(
    /a\.py changed in the sandbox at .* while you edited it\. Nothing was overwritten\./,
  )
  within(notice).getByRole('button', { name: 'Overwrite with mine' }).click()
  await waitFor(() => expect(files[path]).toBe('mine'))
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('a file that somebody else changed is compared with the edits, as it is now', async () => {
  const files: Record<string, string> = { [path]: 'a' }
  const { open, command } = await draw(files)
  open()
  await type('a.py', 'mine')
  files[path] = 'theirs'
  command('file.save')
  const compare = () => fireEvent.click(screen.getByRole('button', { name: 'Compare…' }))
  await screen.findByRole('alert')
  delete files[path]
  compare()
  const dialog = await screen.findByRole('dialog', { name: 'a.py: in the sandbox and here' })
  expect((await within(dialog).findByRole('alert')).textContent).toContain('a.py could not be read')
  files[path] = 'theirs\r\n'
  fireEvent.click(within(dialog).getByRole('button', { name: 'Try again' }))
  expect(await within(dialog).findByText(/theirs\s+\| mine/)).toBeTruthy()
  fireEvent.click(within(dialog).getByRole('button', { name: 'Take theirs' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  expect(await screen.findByRole('tab', { name: 'a.py' })).toBeTruthy()
})

test('a file that takes long is not waited for any more when the person cancels', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  try {
    const ended = vi.fn()
    const { open } = await draw(
      {},
      {
        'files.read': (_input, { signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              ended()
              reject(fail('cancelled', ''))
            })
          }),
      },
    )
    open()
    await waitFor(() => expect(screen.getByRole('tab', { name: 'a.py' })).toBeTruthy())
    await act(() => vi.advanceTimersByTimeAsync(1100))
    expect(screen.getByRole('status').textContent).toContain('Opening a.py…')
    await act(() => vi.advanceTimersByTimeAsync(9000))
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(ended).toHaveBeenCalledOnce())
    expect(screen.queryByRole('tab', { name: 'a.py' })).toBeNull()
  } finally {
    vi.useRealTimers()
  }
})

test('closing unsaved text asks; Cancel keeps it', async () => {
  const { open, command } = await draw({ [path]: 'a' })
  open()
  await type('a.py', 'ab')
  command('tab.close')
  const dialog = await screen.findByRole('alertdialog', { name: 'Save a.py before it is closed?' })
  act(() => within(dialog).getByRole('button', { name: 'Cancel' }).click())
  expect(screen.getByRole('tab', { name: 'a.py, unsaved' })).toBeTruthy()
  command('tab.close')
  act(() => screen.getByRole('button', { name: 'Discard' }).click())
  await waitFor(() => expect(screen.queryByRole('tab', { name: /a\.py/ })).toBeNull())
})

test('a save that fails says why, and that nothing is lost', async () => {
  const { open, command } = await draw(
    { [path]: 'a' },
    {
      'files.write': () => {
        throw fail('server', 'No space left on device')
      },
    },
  )
  open()
  await type('a.py', 'ab')
  command('file.save')
  const notice = await screen.findByRole('alert')
  expect(notice.textContent).toContain('a.py was not saved')
  expect(notice.textContent).toContain('Your edits are kept on this computer.')
  expect(within(notice).getByRole('button', { name: 'Try again' })).toBeTruthy()
})

test('a file that cannot be opened says why and offers to try again', async () => {
  const { open } = await draw({})
  open('/workspace/none.txt')
  expect((await screen.findByRole('alert')).textContent).toContain('/workspace/none.txt cannot be opened')
  expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
})

test('Run starts the whole text with its language, limit and hash', async () => {
  const started: unknown[] = []
  const { command } = await draw(
    {},
    {
      'runs.start': (input) => {
        started.push(input)
        throw fail('refused', 'not in this test')
      },
    },
  )
  command('scratch.new')
  await type('scratch 1', 'print(1)')
  command('run')
  await waitFor(() => expect(started).toHaveLength(1))
  expect(started[0]).toEqual({
    kind: 'code',
    session: ref,
    title: 'scratch 1',
    language: 'python',
    code: 'print(1)',
    limit: 60,
    sourceHash: await sha256Of('print(1)'),
    documentId: 'scratch:1',
  })
})

import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { AppError, fail } from '../../../shared/domain/errors.ts'
import type { FileEntry } from '../../../shared/domain/file.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { followLists, Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { localConnection, session, sessionList } from '../../testing/samples.ts'
import { FilesPane } from './files-pane.tsx'
import { GoToFolderDialog } from './go-to-folder-dialog.tsx'

const ref = { connectionId: 'local', sessionId: 'a1' }

// jsdom has no layout: without a height no row is in sight.
beforeEach(() => {
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(272)
  Element.prototype.scrollTo = () => {}
  return () => vi.restoreAllMocks()
})

function entry(path: string, more: Partial<FileEntry> = {}): FileEntry {
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    type: 'file',
    size: 1200,
    modifiedAt: 1,
    mode: 420,
    ...more,
  }
}

async function draw(tree: Record<string, FileEntry[]>, handlers: Partial<AppHandlers> = {}) {
  const lists = new Watchable([sessionList([session()])])
  const result = renderWithStores(<FilesPane session={session()} />, {
    'sessions.watch': (_input, context) => followLists(lists, context),
    'sessions.open': () => session(),
    'files.list': ({ path }) => {
      const entries = tree[path]
      if (!entries) throw fail('server', 'permission denied')
      return { path, entries: [...entries], asOf: Date.now() }
    },
    'files.read': ({ path }) => ({ path, bytes: new Uint8Array(), sha256: 'a'.repeat(64), size: 0, modifiedAt: 1 }),
    ...handlers,
  })
  act(() => result.stores.sessions.getState().select(ref))
  await screen.findByRole('treeitem', { name: 'workspace, folder' })
  return result
}

const workspace = {
  '/workspace': [
    entry('/workspace/data', { type: 'folder' }),
    entry('/workspace/a.py'),
    entry('/workspace/b\udcff', { name: 'b\ufffd' }),
  ],
  '/workspace/data': [entry('/workspace/data/x.csv')],
}

test('files are a tree with sizes, opened by keys', async () => {
  const { stores } = await draw(workspace)
  expect(await screen.findByRole('treeitem', { name: 'a.py, 1.2 KB' })).toBeTruthy()
  const tree = screen.getByRole('tree', { name: 'Files of air-quality' })
  fireEvent.keyDown(tree, { key: 'ArrowDown' })
  fireEvent.keyDown(tree, { key: 'ArrowRight' })
  const inside = await screen.findByRole('treeitem', { name: 'x.csv, 1.2 KB' })
  expect(inside.getAttribute('aria-level')).toBe('3')
  fireEvent.keyDown(tree, { key: 'a' })
  fireEvent.keyDown(tree, { key: 'Enter' })
  await waitFor(() => expect(stores.documents.getState().sessions['local/a1']?.active).toBe('file:/workspace/a.py'))
})

test('a name that is no UTF-8 is shown as it can be, and opened by its bytes', async () => {
  const read = vi.fn<AppHandlers['files.read']>(({ path }) => ({
    path,
    bytes: new Uint8Array(),
    sha256: 'a'.repeat(64),
    size: 0,
    modifiedAt: 1,
  }))
  const { stores } = await draw(workspace, { 'files.read': read })
  act(() => stores.documents.getState().setLive(ref, true))
  fireEvent.click(await screen.findByRole('treeitem', { name: 'b\ufffd, 1.2 KB' }))
  await waitFor(() => expect(read.mock.calls[0]?.[0].path).toBe('/workspace/b\udcff'))
  const open = stores.documents.getState().sessions['local/a1']
  expect(open?.byId[open.active ?? '']?.title).toBe('b\ufffd')
})

test('a folder that cannot be read says so in its place', async () => {
  await draw({ '/workspace': [entry('/workspace/secret', { type: 'folder' })] })
  fireEvent.click(await screen.findByRole('treeitem', { name: 'secret, folder' }))
  expect((await screen.findByRole('alert')).textContent).toContain('/workspace/secret cannot be read')
  expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
})

test('an empty workspace offers a new file, which opens once it is there', async () => {
  const tree: Record<string, FileEntry[]> = { '/workspace': [] }
  const { stores } = await draw(tree, {
    'files.write': ({ path }) => {
      tree['/workspace'] = [entry(path)]
      return { sha256: 'a'.repeat(64), size: 0, modifiedAt: 1 }
    },
  })
  expect(await screen.findByText('This folder is empty.')).toBeTruthy()
  fireEvent.click(screen.getAllByRole('button', { name: 'New file' })[0] as HTMLElement)
  const field = await screen.findByRole('textbox', { name: 'Name of the new file' })
  fireEvent.change(field, { target: { value: 'a/b' } })
  fireEvent.keyDown(field, { key: 'Enter' })
  expect((await screen.findByRole('alert')).textContent).toBe('A name holds no slash.')
  fireEvent.change(field, { target: { value: 'new.py' } })
  fireEvent.keyDown(field, { key: 'Enter' })
  expect(await screen.findByRole('treeitem', { name: /new\.py/ })).toBeTruthy()
  await waitFor(() => expect(stores.documents.getState().sessions['local/a1']?.active).toBe('file:/workspace/new.py'))
})

test('a file that is not made says why, with what can be done, the words of the server, and the same by a program', async () => {
  const { stores } = await draw(
    { '/workspace': [] },
    {
      'files.write': () => {
        throw new AppError({ code: 'server', message: 'Quota of the lab is used up.', status: 500 })
      },
      'connections.watch': (_input, context) => new Watchable([localConnection()]).follow(context),
    },
  )
  const button = (await screen.findAllByRole('button', { name: 'New file' }))[0] as HTMLElement
  // Enter on a button in the tree is the button's.
  expect(fireEvent.keyDown(button, { key: 'Enter' })).toBe(true)
  fireEvent.click(button)
  const field = await screen.findByRole('textbox', { name: 'Name of the new file' })
  expect(screen.queryByRole('button', { name: 'Copy as' })).toBeNull()
  fireEvent.change(field, { target: { value: 'new.py' } })
  const copied = vi.fn(async () => {})
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: copied } })
  fireEvent.click(await screen.findByRole('button', { name: 'Copy as' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Copy as Python SDK' }))
  expect(copied.mock.calls.join()).toContain('write_file(sandbox_id=')
  expect(copied.mock.calls.join()).toContain('path="/workspace/new.py"')
  vi.unstubAllGlobals()
  fireEvent.keyDown(field, { key: 'Enter' })
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toMatch(/^The file was not made: the server answered 500\./)
  fireEvent.click(within(alert).getByRole('button', { name: 'Details' }))
  expect(alert.textContent).toContain('Quota of the lab is used up.')
  expect(stores.files.getState().creating).toBeDefined()
})

test('deleting asks, says that it is final, and starts on Cancel', async () => {
  const tree = { ...workspace }
  const deleted: string[] = []
  await draw(tree, {
    'files.delete': ({ path }) => {
      deleted.push(path)
      tree['/workspace'] = tree['/workspace'].filter((one) => one.path !== path)
    },
  })
  fireEvent.click(await screen.findByRole('treeitem', { name: 'a.py, 1.2 KB' }))
  fireEvent.keyDown(screen.getByRole('tree'), { key: 'Delete' })
  const dialog = await screen.findByRole('alertdialog', { name: 'Delete a.py?' })
  expect(dialog.textContent).toContain('This is final.')
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'))
  fireEvent.click(screen.getByRole('button', { name: 'Delete file' }))
  await waitFor(() => expect(deleted).toEqual(['/workspace/a.py']))
  await waitFor(() => expect(screen.queryByRole('treeitem', { name: 'a.py, 1.2 KB' })).toBeNull())
})

test('any folder can be at the top, and the workspace again', async () => {
  const { stores } = await draw({
    ...workspace,
    '/etc': [entry('/etc/hosts')],
    '/': [entry('/etc', { type: 'folder' })],
  })
  act(() => stores.files.getState().goTo(ref, '/etc/'))
  await screen.findByRole('treeitem', { name: 'hosts, 1.2 KB' })
  expect(screen.getByRole('treeitem', { name: '/etc, folder' }).getAttribute('aria-level')).toBe('1')
  expect(screen.queryByRole('treeitem', { name: 'workspace, folder' })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'More for files' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Up to /' }))
  await screen.findByRole('treeitem', { name: 'etc, folder' })
  fireEvent.click(screen.getByRole('button', { name: 'More for files' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Back to /workspace' }))
  await screen.findByRole('treeitem', { name: 'a.py, 1.2 KB' })
})

test('the dialog asks for a whole path and goes there', async () => {
  const list = vi.fn<AppHandlers['files.list']>(({ path }) => ({ path, entries: [], asOf: 1 }))
  const { stores } = renderWithStores(<GoToFolderDialog session={ref} />, { 'files.list': list })
  const field = await screen.findByLabelText('Folder')
  expect(field).toHaveProperty('value', '/workspace')
  fireEvent.change(field, { target: { value: 'etc' } })
  fireEvent.click(screen.getByRole('button', { name: 'Go' }))
  expect(screen.getByText('A whole path is needed, such as /etc.')).toBeTruthy()
  fireEvent.change(field, { target: { value: '/etc' } })
  fireEvent.keyDown(field, { key: 'Enter' })
  await waitFor(() => expect(list.mock.calls[0]?.[0].path).toBe('/etc'))
  expect(stores.files.getState().sessions['local/a1']?.root).toBe('/etc')
})

test('another name by F2, with its ending kept; one with edits is not moved under them', async () => {
  const tree = { ...workspace }
  const moved: string[] = []
  const { stores } = await draw(tree, {
    'files.move': ({ path, to }) => {
      moved.push(`${path} > ${to}`)
      tree['/workspace'] = tree['/workspace'].map((one) => (one.path === path ? entry(to) : one))
    },
  })
  fireEvent.click(await screen.findByRole('treeitem', { name: 'a.py, 1.2 KB' }))
  fireEvent.keyDown(screen.getByRole('tree'), { key: 'F2' })
  const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Another name for a.py' })
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, 1])
  fireEvent.change(field, { target: { value: 'b.py' } })
  fireEvent.keyDown(field, { key: 'Enter' })
  await screen.findByRole('treeitem', { name: 'b.py, 1.2 KB' })
  await waitFor(() => expect(stores.documents.getState().sessions['local/a1']?.active).toBe('file:/workspace/b.py'))
  const open = stores.documents.getState().sessions['local/a1']
  const document = open?.byId['file:/workspace/b.py']
  if (!open || !document) throw new Error('The file is not open.')
  const byId = { ...open.byId, [document.id]: { ...document, dirty: true } }
  act(() => stores.documents.setState({ sessions: { 'local/a1': { ...open, byId } } }))
  fireEvent.keyDown(screen.getByRole('tree'), { key: 'F2' })
  await waitFor(() =>
    expect(stores.notices.getState().toasts.at(-1)?.text).toMatch(/^b\.py has edits that are not saved/),
  )
  expect(moved).toEqual(['/workspace/a.py > /workspace/b.py'])
})

test('several are marked by Shift and by keys, and what lies in a marked folder goes with it', async () => {
  const { stores } = await draw(workspace)
  fireEvent.click(await screen.findByRole('treeitem', { name: 'data, folder' }))
  const inside = await screen.findByRole('treeitem', { name: 'x.csv, 1.2 KB' })
  fireEvent.click(screen.getByRole('treeitem', { name: 'data, folder' }), { ctrlKey: true })
  fireEvent.click(inside, { ctrlKey: true })
  fireEvent.click(screen.getByRole('treeitem', { name: 'a.py, 1.2 KB' }), { ctrlKey: true })
  fireEvent.keyDown(screen.getByRole('tree'), { key: 'Delete' })
  const dialog = await screen.findByRole('alertdialog', { name: 'Delete 2 files and folders?' })
  expect(dialog.textContent).toContain('data with all in it, a.py go. This is final.')
  expect(stores.files.getState().deleting?.entries.map(({ path }) => path)).toEqual([
    '/workspace/data',
    '/workspace/a.py',
  ])
})

test('what is no file says what it is', async () => {
  const pipe = entry('/workspace/pipe', { type: 'other', special: 'pipe', size: 0 })
  const { stores } = await draw({ '/workspace': [pipe] })
  fireEvent.click(await screen.findByRole('treeitem', { name: 'pipe, pipe' }))
  expect(stores.dialogs.getState().request).toEqual({
    kind: 'file',
    session: expect.objectContaining(ref),
    path: '/workspace/pipe',
  })
})

import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { StoresProvider } from '../../state/provider.tsx'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { followLists, Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { localConnection, session, sessionList } from '../../testing/samples.ts'
import { Palette } from './palette.tsx'

let stop = () => {}
afterEach(() => stop())

const sessions = [
  session(),
  session({ sessionId: 'b2', name: 'invoice-parser', status: 'paused' }),
  session({ sessionId: 'c3', name: 'etl-nightly' }),
]

async function open(query = '', handlers: Partial<AppHandlers> = {}) {
  const connections = new Watchable([localConnection()])
  const lists = new Watchable([sessionList(sessions)])
  const result = renderWithStores(<div />, {
    'connections.watch': (_input, context) => connections.follow(context),
    'sessions.watch': (_input, context) => followLists(lists, context),
    'sessions.open': () => session(),
    ...handlers,
  })
  stop = result.stop
  const { stores } = result
  await waitFor(() => expect(stores.sessions.getState().lists).toHaveLength(1))
  stores.sessions.getState().select({ connectionId: 'local', sessionId: 'a1' })
  const ran = { run: vi.fn(), settings: vi.fn() }
  stores.commands.getState().register('run', ran.run, 'analysis.py')
  stores.commands.getState().register('settings.open', ran.settings)
  stores.dialogs.getState().show({ kind: 'palette', query })
  // It takes what there is when it opens.
  render(
    <StoresProvider stores={stores}>
      <Palette query={query} />
    </StoresProvider>,
  )
  return { stores, ran, field: await screen.findByRole('combobox') }
}

const lines = () => screen.getAllByRole('option').map((line) => line.textContent ?? '')

describe('Palette', () => {
  it('has every action with its target and its key', async () => {
    await open('>')
    expect(lines()).toEqual([
      expect.stringMatching(/^Pause…air-qualityCtrl Shift H$/),
      expect.stringMatching(/^Resumeinvoice-parser/),
      'Give sandbox back…air-quality',
      'Details…air-quality',
      'Delete…air-quality',
      'Runanalysis.pyCtrl ↵',
      'SettingsCtrl ,',
      'New file/workspace',
      'New folder/workspace',
      'Upload files…/workspace',
      'Check connectionThis computer',
      'Pool, limits and requests of the connection…This computer',
      'Limits and programs…This computer',
      expect.stringMatching(/^Pause…etl-nightly/),
      'Give sandbox back…etl-nightly',
      'Details…invoice-parser',
      'Details…etl-nightly',
      'Delete…invoice-parser',
      'Delete…etl-nightly',
    ])
  })

  it('does what the menus of connections and files do', async () => {
    const { field, stores } = await open()
    fireEvent.change(field, { target: { value: 'pool' } })
    await waitFor(() => expect(lines()[0]).toMatch(/^Pool, limits/))
    fireEvent.keyDown(field, { key: 'Enter' })
    await waitFor(() =>
      expect(stores.dialogs.getState().request).toEqual({ kind: 'connection', connectionId: 'local' }),
    )
  })

  it('finds by words and does what is chosen, after it has closed', async () => {
    const { field, stores, ran } = await open()
    fireEvent.change(field, { target: { value: 'sett' } })
    await waitFor(() => expect(lines()[0]).toMatch(/^Settings/))
    fireEvent.keyDown(field, { key: 'Enter' })
    await waitFor(() => expect(ran.settings).toHaveBeenCalledOnce())
    expect(stores.dialogs.getState().request).toBeUndefined()
  })

  it('brings a session to the front', async () => {
    const { field, stores } = await open('@')
    fireEvent.change(field, { target: { value: '@ etl' } })
    await waitFor(() => expect(lines()).toHaveLength(1))
    fireEvent.keyDown(field, { key: 'Enter' })
    await waitFor(() => expect(stores.sessions.getState().front?.sessionId).toBe('c3'))
  })

  it('chooses another target with Ctrl+Enter', async () => {
    const { field, stores } = await open()
    fireEvent.change(field, { target: { value: '>pause' } })
    await waitFor(() => expect(lines()[0]).toMatch(/^Pause…air-quality/))
    fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true })
    await waitFor(() => expect(lines()).toEqual(['air-qualityPause…', 'etl-nightlyPause…']))
    fireEvent.change(field, { target: { value: 'etl' } })
    await waitFor(() => expect(lines()).toEqual(['etl-nightlyPause…']))
    fireEvent.keyDown(field, { key: 'Enter' })
    await waitFor(() => expect(stores.dialogs.getState().request).toMatchObject({ kind: 'pause' }))
    const request = stores.dialogs.getState().request
    expect(request?.kind === 'pause' && request.session.sessionId).toBe('c3')
  })

  it('says when nothing fits', async () => {
    const { field } = await open()
    fireEvent.change(field, { target: { value: 'zzz' } })
    expect(await screen.findByText(/Nothing here has this in its name/)).toBeDefined()
  })

  it('finds files below folders that were never opened, opens one, and reveals a folder in the tree', async () => {
    const folders: string[] = []
    const { field, stores } = await open('/', {
      'files.index': async function* () {
        yield { paths: ['data/', 'data/2026/', 'data/2026/stations.csv'] }
        const end = { asOf: Date.now(), leftOut: { node_modules: 2, '.git': 1 }, unreadable: 1, tooDeep: 0 }
        yield { paths: ['lib/', 'lib/b\udcff.py', 'node_modules/', 'web/node_modules/'], end }
      },
      'files.list': ({ path }) => {
        folders.push(path)
        return { path, entries: [], asOf: Date.now() }
      },
    })
    const opened = vi.fn()
    stores.documents.setState({ openFile: opened })
    fireEvent.change(field, { target: { value: '/stations' } })
    await waitFor(() => expect(lines()[0]).toBe('stations.csvdata/2026'))
    expect(screen.getByText(/^\/workspace: /).textContent).toMatch(
      /^\/workspace: 7 entries, as of [\d:]+\. Not looked into: node_modules \(2\), \.git\. 1 folder could not be read\.$/,
    )
    fireEvent.keyDown(field, { key: 'Enter' })
    const front = { connectionId: 'local', sessionId: 'a1' }
    await waitFor(() => expect(opened).toHaveBeenCalledWith(front, '/workspace/data/2026/stations.csv'))

    act(() => stores.dialogs.getState().show({ kind: 'palette', query: '/' }))
    fireEvent.change(field, { target: { value: '/workspace/data/2026' } })
    await waitFor(() => expect(lines()[0]).toBe('2026/data'))
    fireEvent.keyDown(field, { key: 'Enter' })
    await waitFor(() => expect(stores.files.getState().sessions['local/a1']?.revealed).toBe('/workspace/data/2026'))
    expect(new Set(folders)).toEqual(new Set(['/workspace', '/workspace/data', '/workspace/data/2026']))
  })

  it('opens a path that was typed', async () => {
    const { field, stores } = await open('/')
    const opened = vi.fn()
    stores.documents.setState({ openFile: opened })
    fireEvent.change(field, { target: { value: '/etc/hosts' } })
    await waitFor(() => expect(lines()).toEqual(['/etc/hostsOpen this file', '/etc/hostsShow this folder']))
    fireEvent.keyDown(field, { key: 'Enter' })
    await waitFor(() => expect(opened).toHaveBeenCalledWith({ connectionId: 'local', sessionId: 'a1' }, '/etc/hosts'))
  })
})

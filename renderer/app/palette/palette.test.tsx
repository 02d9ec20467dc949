import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { StoresProvider } from '../../state/provider.tsx'
import { Watchable } from '../../testing/fake-client.ts'
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

async function open(query = '') {
  const connections = new Watchable([localConnection()])
  const lists = new Watchable([sessionList(sessions)])
  const result = renderWithStores(<div />, {
    'connections.watch': (_input, context) => connections.follow(context),
    'sessions.watch': (_input, context) => lists.follow(context),
    'sessions.open': () => session(),
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
      expect.stringMatching(/^Pause…etl-nightly/),
      'Give sandbox back…etl-nightly',
      'Details…invoice-parser',
      'Details…etl-nightly',
      'Delete…invoice-parser',
      'Delete…etl-nightly',
    ])
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

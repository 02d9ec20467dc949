import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CheckStep } from '../../../shared/domain/connection-check.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { localConnection, serverConnection } from '../../testing/samples.ts'
import { ConnectDialog } from './connect-dialog.tsx'

let stop = () => {}
afterEach(() => stop())

async function show(handlers: Partial<AppHandlers> = {}) {
  const result = renderWithStores(<ConnectDialog />, handlers)
  stop = result.stop
  result.stores.dialogs.getState().show({ kind: 'connect' })
  await screen.findByRole('dialog')
  return result
}

function type(name: string, value: string): void {
  const field = screen.getByRole('textbox', { name })
  fireEvent.change(field, { target: { value } })
  fireEvent.blur(field)
}

describe('ConnectDialog', () => {
  it('keeps a server that was checked', async () => {
    const add = vi.fn<AppHandlers['connections.add']>(() => serverConnection())
    const { stores } = await show({ 'connections.add': add })
    type('Address', 'lab.example.org/')
    type('User id', ' ada ')
    fireEvent.click(screen.getByRole('button', { name: 'Connect' }))
    await waitFor(() => expect(stores.dialogs.getState().request).toBeUndefined())
    expect(add.mock.calls[0]?.[0]).toEqual({ address: 'https://lab.example.org', userId: 'ada', name: '' })
  })

  it.each([
    ['http://lab.example.org', /Only https is allowed/],
    ['https://ada:secret@lab.example.org', /no user name or password/],
    ['https://lab.example.org/api', /Leave out what follows/],
  ])('does not send anything to %s', async (address, words) => {
    const add = vi.fn<AppHandlers['connections.add']>()
    await show({ 'connections.add': add })
    type('Address', address)
    expect(screen.getByText(words)).toBeDefined()
    type('User id', 'ada')
    fireEvent.click(screen.getByRole('button', { name: 'Connect' }))
    expect(add).not.toHaveBeenCalled()
  })

  it('asks for a user id', async () => {
    await show()
    type('Address', 'lab.example.org')
    fireEvent.click(screen.getByRole('button', { name: 'Connect' }))
    expect(screen.getByText(/A user id is needed/)).toBeDefined()
  })

  it.each([
    ['auth', 'lab.example.org was not added: the server does not accept this user.'],
    ['offline', 'lab.example.org was not added: the server does not answer.'],
    ['unavailable', 'lab.example.org was not added: the server does not work at the moment.'],
  ] as const)('says why it was not added: %s', async (code, words) => {
    await show({
      'connections.add': () => {
        throw fail(code, 'inner words')
      },
    })
    type('Address', 'lab.example.org')
    type('User id', 'ada')
    fireEvent.click(screen.getByRole('button', { name: 'Connect' }))
    expect((await screen.findByRole('alert')).textContent).toContain(words)
    expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined()
  })

  it('checks a connection step by step, and keeps nothing', async () => {
    const checkSteps = vi.fn<AppHandlers['connections.checkSteps']>(async function* () {
      yield steps('doing')
      yield steps('failed')
    })
    await show({ 'connections.checkSteps': checkSteps })
    type('Address', 'lab.example.org')
    type('User id', 'ada')
    fireEvent.click(screen.getByRole('button', { name: 'Check connection' }))
    const list = await screen.findByRole('list', { name: 'Check of the connection' })
    await waitFor(() => expect(list.textContent).toContain('The certificate has ended.'))
    expect(list.textContent).toContain('Whoever runs the server has to renew it.')
    expect(list.textContent).toContain('not reached')
    expect(screen.getByRole('status').textContent).toMatch(/^TLS failed\./)
    expect(checkSteps.mock.calls[0]?.[0]).toEqual({ name: '', address: 'https://lab.example.org', userId: 'ada' })
    type('Address', 'lab.example.com')
    expect(screen.queryByRole('list', { name: 'Check of the connection' })).toBeNull()
  })

  it('changes one that is kept, without its token when none is typed', async () => {
    const change = vi.fn<AppHandlers['connections.change']>(() => serverConnection())
    const { stores } = await show({ 'connections.change': change })
    stores.connections.setState({ list: [localConnection(), serverConnection({ token: { kept: 'memory' } })] })
    fireEvent.click(await screen.findByRole('radio', { name: /^lab/ }))
    expect(screen.getByRole('dialog', { name: 'lab.example.org' })).toBeDefined()
    type('Name', 'Bench')
    fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(change).toHaveBeenCalled())
    expect(change.mock.calls[0]?.[0]).toEqual({
      connectionId: 'lab',
      name: 'Bench',
      address: 'https://lab.example.org',
      userId: 'user',
      token: '',
    })
  })

  it('says where a token is kept', async () => {
    const { stores } = await show({ 'connections.keystore': () => ({ name: 'KWallet' }) })
    expect(screen.getByText(/asked for with the user id, and stays in memory/)).toBeDefined()
    fireEvent.click(screen.getByRole('radio', { name: 'By a token' }))
    expect(await screen.findByText(/encrypted by KWallet/)).toBeDefined()
    const { keystore: _none, ...rest } = stores.connections.getState()
    stores.connections.setState(rest, true)
    expect(await screen.findByText(/in memory only: no keychain was found/)).toBeDefined()
  })

  it('shows this computer, which is built in', async () => {
    const { stores } = await show()
    stores.connections.setState({ list: [localConnection()] })
    fireEvent.click(await screen.findByRole('radio', { name: /^This computer/ }))
    expect(screen.getByText(/sessions of every user/)).toBeDefined()
    expect(screen.queryByRole('button', { name: /^Save/ })).toBeNull()
  })
})

function steps(tls: 'doing' | 'failed'): readonly CheckStep[] {
  const failure = { words: 'The certificate has ended.', fix: 'Whoever runs the server has to renew it.' }
  return [
    { id: 'tcp', state: 'ok', words: 'lab.example.org answers.' },
    { id: 'tls', state: tls, ...(tls === 'failed' ? failure : {}) },
    { id: 'health', state: tls === 'failed' ? 'not-reached' : 'waiting' },
  ]
}

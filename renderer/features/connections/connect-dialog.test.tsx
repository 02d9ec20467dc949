import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { serverConnection } from '../../testing/samples.ts'
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
})

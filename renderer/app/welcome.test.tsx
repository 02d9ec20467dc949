import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../shared/domain/connection.ts'
import type { AppHandlers } from '../testing/fake-client.ts'
import { Watchable } from '../testing/fake-client.ts'
import { renderWithStores } from '../testing/render.tsx'
import { localConnection } from '../testing/samples.ts'
import { Welcome } from './welcome.tsx'

let stop = () => {}
afterEach(() => stop())

function show(connection: Connection, handlers: Partial<AppHandlers> = {}) {
  const connections = new Watchable([connection])
  const result = renderWithStores(<Welcome />, {
    'connections.watch': (_input, context) => connections.follow(context),
    ...handlers,
  })
  stop = result.stop
  return result
}

describe('Welcome', () => {
  it('says what isolates, what runs and which limits hold', async () => {
    const { stores } = show(localConnection())
    expect(await screen.findByText('This computer is ready')).toBeDefined()
    expect(screen.getByText('bubblewrap 0.8.0')).toBeDefined()
    expect(screen.getByText('Python 3.11.2, Node 20.20, bash 5.2')).toBeDefined()
    expect(screen.getByText(/of each process by itself/)).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'New session' }))
    expect(stores.dialogs.getState().request).toEqual({ kind: 'new-session' })
  })

  it('says which limits hold, and leaves why no better ones do to the details', async () => {
    const { probe } = localConnection()
    if (probe?.status !== 'ready') throw new Error('the sample is ready')
    show(localConnection({ probe: { ...probe, limits: 'cgroup-v1', limitsNote: 'No cgroup v2: /sys/fs/cgroup' } }))
    expect(await screen.findByText(/of a whole sandbox, held by the kernel\.$/)).toBeDefined()
  })

  it('says why this computer cannot, with the command to type, and checks again', async () => {
    const check = vi.fn<AppHandlers['connections.check']>(() => localConnection())
    show(
      localConnection({
        status: 'failed',
        probe: {
          status: 'failed',
          cause: 'bubblewrap-missing',
          sentence: 'bubblewrap is not installed.',
          command: 'sudo apt install bubblewrap',
        },
      }),
      { 'connections.check': check },
    )
    expect(await screen.findByText('bubblewrap is not installed.')).toBeDefined()
    expect(screen.getByText('sudo apt install bubblewrap')).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Check again' }))
    expect(await screen.findByText('This computer is ready')).toBeDefined()
    expect(check).toHaveBeenCalledTimes(1)
  })

  it('has the words of a server that does not start behind Details', async () => {
    const error = { code: 'unavailable', message: 'bind: address in use', status: 503 } as const
    show(localConnection({ status: 'offline', error }))
    fireEvent.click(await screen.findByRole('button', { name: 'Details' }))
    expect(screen.getByText(/bind: address in use/)).toBeDefined()
  })

  it('leads to a server while this computer is offline', async () => {
    const { stores } = show(localConnection({ status: 'offline' }))
    expect(await screen.findByText('The server of this computer does not answer')).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Connect to a server' }))
    await waitFor(() => expect(stores.dialogs.getState().request).toEqual({ kind: 'connect' }))
  })
})

import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { localConnection, serverConnection, serverSession, session } from '../../testing/samples.ts'
import { DetailsDialog } from './details-dialog.tsx'
import { OpenByIdDialog } from './open-by-id-dialog.tsx'

let stop = () => {}
afterEach(() => stop())

function show(node: React.ReactNode, handlers: Partial<AppHandlers> = {}) {
  const connections = new Watchable([localConnection(), serverConnection()])
  const result = renderWithStores(node, {
    'connections.watch': (_input, context) => connections.follow(context),
    ...handlers,
  })
  stop = result.stop
  return result
}

describe('DetailsDialog', () => {
  const full = session({
    labels: ['nightly'],
    server: serverSession({
      workspaceUrl: 's3://bucket/a1',
      pausedAt: Date.now(),
      metadata: { team: 'air' },
    }),
  })

  it('has every field of a session, with what it means', async () => {
    show(<DetailsDialog session={full} />)
    await screen.findByText('This computer')
    const terms = screen.getAllByRole('term').map((term) => term.textContent)
    expect(terms).toEqual([
      'Server',
      'Id',
      'Owner',
      'State',
      'Sandbox',
      'Image',
      'Processors',
      'Memory',
      'Made',
      'Changed',
      'Used',
      'Ends',
      'Paused',
      'Archive there',
      'Metadata',
      'Container',
      'Sandbox state',
      'Sandbox address',
      'Acquired',
      'Taken back',
      'Kept alive',
      'team',
    ])
    expect(screen.getByText('s3://bucket/a1')).toBeDefined()
    expect(screen.getByText('python:3.11-slim (asked for)')).toBeDefined()
    expect(screen.getByText('2 (asked for)')).toBeDefined()
  })

  it('says what really runs where the server says so', async () => {
    show(
      <DetailsDialog session={session({ server: serverSession({ metadata: { runs_on: 'host python 3.11.2' } }) })} />,
    )
    expect(await screen.findByText('python:3.11-slim (asked for); runs on host python 3.11.2')).toBeDefined()
  })

  it('adds and takes away labels, and says when they were not kept', async () => {
    const label = vi.fn<AppHandlers['sessions.label']>()
    show(<DetailsDialog session={full} />, { 'sessions.label': label })
    const field = screen.getByLabelText('Labels', { selector: 'input' })
    fireEvent.change(field, { target: { value: ' lab 2 ' } })
    fireEvent.keyDown(field, { key: 'Enter' })
    await waitFor(() => expect(label.mock.calls[0]?.[0].labels).toEqual(['nightly', 'lab 2']))
    label.mockImplementation(() => {
      throw fail('unavailable', 'the disk is full')
    })
    fireEvent.click(screen.getByRole('button', { name: 'Take nightly away' }))
    expect(await screen.findByText(/The labels were not kept/)).toBeDefined()
  })
})

describe('OpenByIdDialog', () => {
  const id = '5d0c5a0e-1111-4222-8333-444455556666'

  it('finds the id in a line of a log, on the chosen server, and brings it to the front', async () => {
    const find = vi.fn<AppHandlers['sessions.find']>((ref) => session({ ...ref, status: 'paused' }))
    const { stores } = show(<OpenByIdDialog />, { 'sessions.find': find })
    stores.dialogs.getState().show({ kind: 'open-by-id' })
    const field = await screen.findByLabelText('Id')
    fireEvent.change(field, { target: { value: `INFO session ${id} ready` } })
    expect(screen.getByText(`Found in it: ${id}`)).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Open session' }))
    await waitFor(() => expect(stores.sessions.getState().front?.sessionId).toBe(id))
    expect(find.mock.calls[0]?.[0]).toEqual({ connectionId: 'local', sessionId: id })
    expect(stores.dialogs.getState().request).toBeUndefined()
  })

  it('says what is no id, and what is not there', async () => {
    show(<OpenByIdDialog />, {
      'sessions.find': () => {
        throw fail('not-found', 'The server knows no session of this id.')
      },
    })
    const field = await screen.findByLabelText('Id')
    fireEvent.change(field, { target: { value: 'no id' } })
    fireEvent.click(screen.getByRole('button', { name: 'Open session' }))
    expect(screen.getByText('There is no session id in this.')).toBeDefined()
    fireEvent.change(field, { target: { value: id } })
    fireEvent.click(screen.getByRole('button', { name: 'Open session' }))
    expect(await screen.findByText(/The session was not found on This computer/)).toBeDefined()
  })
})

import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { SessionList } from '../../../shared/domain/session.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { followLists, Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { localConnection, session, sessionList } from '../../testing/samples.ts'
import { NewSessionDialog } from './new-session-dialog.tsx'

const atSandbox = { workflow: 'create', step: 2, of: 3, words: 'sandbox' } as const

let stop = () => {}
afterEach(() => stop())

async function show(handlers: Partial<AppHandlers>) {
  const lists = new Watchable<readonly SessionList[]>([sessionList([])])
  const connections = new Watchable([localConnection()])
  const result = renderWithStores(<NewSessionDialog />, {
    'connections.watch': (_input, context) => connections.follow(context),
    'sessions.watch': (_input, context) => followLists(lists, context),
    ...handlers,
  })
  stop = result.stop
  result.stores.dialogs.getState().show({ kind: 'new-session' })
  await screen.findByText(/Runs this computer's own Python 3.11.2/)
  return { ...result, lists }
}

describe('NewSessionDialog', () => {
  it('creates what is typed, shows the steps, and brings it to the front', async () => {
    let finish = () => {}
    const create = vi.fn<AppHandlers['sessions.create']>(async () => {
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return { connectionId: 'local', sessionId: 'new' }
    })
    const { stores, lists } = await show({ 'sessions.create': create, 'sessions.open': () => session() })
    fireEvent.change(screen.getByRole('textbox', { name: 'Name' }), { target: { value: 'rainfall' } })
    fireEvent.click(screen.getByRole('switch', { name: /internet/ }))
    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    await waitFor(() => expect(create).toHaveBeenCalledTimes(1))
    expect(create.mock.calls[0]?.[0]).toMatchObject({ name: 'rainfall', network: false, cpuCount: 2, ttlHours: 168 })
    lists.set([
      sessionList([
        session({ name: 'rainfall', progress: { ...atSandbox, id: create.mock.calls[0]?.[0].workflowId ?? '' } }),
      ]),
    ])
    expect(await screen.findByText('Step 2 of 3: sandbox')).toBeDefined()
    finish()
    await waitFor(() => expect(stores.sessions.getState().front?.sessionId).toBe('new'))
    expect(stores.dialogs.getState().request).toBeUndefined()
  })

  it('says what is wrong beneath a field once it is left, and creates nothing', async () => {
    const create = vi.fn<AppHandlers['sessions.create']>()
    await show({ 'sessions.create': create })
    const hours = screen.getByRole('textbox', { name: 'Hours' })
    fireEvent.change(hours, { target: { value: '200' } })
    expect(screen.queryByText('At most 168 hours on this server.')).toBeNull()
    fireEvent.blur(hours)
    expect(screen.getByText('At most 168 hours on this server.')).toBeDefined()
    expect(hours.getAttribute('aria-invalid')).toBe('true')
    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    expect(create).not.toHaveBeenCalled()
  })

  it('says why it failed, with the words of the server behind Details, and tries again', async () => {
    let tries = 0
    const { stores } = await show({
      'sessions.create': () => {
        tries += 1
        if (tries === 1) throw fail('unavailable', 'Step 2 of 3 failed: no sandbox is free.')
        return { connectionId: 'local', sessionId: 'new' }
      },
      'sessions.open': () => session(),
    })
    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('session-1 was not created')
    fireEvent.click(screen.getByRole('button', { name: 'Details' }))
    expect(alert.textContent).toContain('no sandbox is free')
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(stores.dialogs.getState().request).toBeUndefined())
  })

  it('offers another try from the failed step, and an undo, when main kept what was made', async () => {
    const ids: string[] = []
    const { stores, lists } = await show({
      'sessions.create': ({ workflowId = '' }) => {
        ids.push(workflowId)
        const stopped = { ...atSandbox, id: workflowId, canUndo: true } as const
        lists.set([sessionList([session({ name: 'session-1', status: 'creating', stopped })])])
        throw fail('unavailable', 'The session got no sandbox. Every sandbox of the server is in use.')
      },
      'sessions.undo': ({ workflowId }) => {
        ids.push(`undo ${workflowId}`)
        lists.set([sessionList([])])
      },
      'sessions.again': ({ workflowId }) => {
        ids.push(`again ${workflowId}`)
        return { connectionId: 'local', sessionId: 'new' }
      },
      'sessions.open': () => session(),
    })
    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    // The form is as it was: something else may be wanted now.
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull())
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' }).disabled).toBe(false)

    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    await screen.findByRole('button', { name: 'Undo' })
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' }).disabled).toBe(true)
    expect(screen.getByText('Step 2 of 3: sandbox')).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(stores.sessions.getState().front?.sessionId).toBe('new'))
    expect(stores.dialogs.getState().request).toBeUndefined()
    const [first, undo, second, again] = ids
    expect([undo, again]).toEqual([`undo ${first}`, `again ${second}`])
  })

  it('tells main when the person gives up', async () => {
    const signals: AbortSignal[] = []
    await show({
      'sessions.create': async (_input, { signal }) => {
        signals.push(signal)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
        throw fail('cancelled', 'Cancelled.')
      },
    })
    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    await waitFor(() => expect(signals).toHaveLength(1))
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(signals[0]?.aborted).toBe(true))
  })
})

import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AppError, fail } from '../../../shared/domain/errors.ts'
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
    // Its limit stands beneath it before, and is what describes it.
    const note = document.getElementById(hours.getAttribute('aria-describedby') ?? '')
    expect(note?.textContent).toMatch(/^At most 168\./)
    fireEvent.blur(hours)
    expect(note?.textContent).toBe('At most 168 hours on this computer.')
    expect(hours.getAttribute('aria-invalid')).toBe('true')
    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    expect(create).not.toHaveBeenCalled()
    // It may be out of sight.
    expect(document.activeElement).toBe(hours)
  })

  it('takes an empty line of the environment for no variable', async () => {
    const create = vi.fn<AppHandlers['sessions.create']>(() => ({ connectionId: 'local', sessionId: 'new' }))
    await show({ 'sessions.create': create, 'sessions.open': () => session() })
    fireEvent.click(screen.getByRole('button', { name: 'No variables' }))
    expect(screen.getByRole('textbox', { name: 'Name of a variable' })).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    await waitFor(() => expect(create).toHaveBeenCalledTimes(1))
    expect(create.mock.calls[0]?.[0]).not.toHaveProperty('env')
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

  it('gives the session its environment: folded, secret unless that is switched off', async () => {
    const create = vi.fn<AppHandlers['sessions.create']>(() => ({ connectionId: 'local', sessionId: 'new' }))
    await show({ 'sessions.create': create, 'sessions.open': () => session() })
    expect(screen.queryByLabelText('Name of a variable')).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'No variables' }))
    const value = screen.getByLabelText<HTMLInputElement>('Value of the variable')
    expect(value.type).toBe('password')
    fireEvent.change(value, { target: { value: 'abc' } })
    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    expect(screen.getByText('A name is needed.')).toBeDefined()
    const name = screen.getByLabelText('Name of a variable')
    expect(document.activeElement).toBe(name)
    fireEvent.change(name, { target: { value: 'TOKEN' } })
    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    await waitFor(() => expect(create).toHaveBeenCalledTimes(1))
    expect(create.mock.calls[0]?.[0].env).toEqual([{ name: 'TOKEN', value: 'abc', secret: true }])
  })

  it('learns from a refusal what the server takes, says it beneath the field, and lets it be asked again', async () => {
    const { stores } = await show({
      'sessions.create': () => {
        throw new AppError({
          code: 'server',
          status: 400,
          message: 'The session was not created. memory_mb: must be at most 4096 megabytes',
        })
      },
    })
    const memory = screen.getByRole('textbox', { name: 'Memory in MB' })
    fireEvent.change(memory, { target: { value: '8192' } })
    fireEvent.blur(memory)
    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    await screen.findByRole('alert')
    const note = document.getElementById(memory.getAttribute('aria-describedby') ?? '')
    await waitFor(() => expect(note?.textContent).toMatch(/^At most 4,096, as it said on/))
    expect(note?.dataset.doubt).toBe('true')
    expect(stores.settings.getState().settings.learntLimits).toMatchObject({ local: { memoryMb: { most: 4096 } } })
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Try again' }).disabled).toBe(false)
  })

  it('takes back what is under way when the person gives up, and closes when that is so', async () => {
    let refuse = (_error: Error) => {}
    let undone = () => {}
    const { stores, lists } = await show({
      'sessions.create': async ({ workflowId = '' }) => {
        lists.set([sessionList([session({ progress: { ...atSandbox, id: workflowId, canUndo: true } })])])
        return await new Promise<never>((_, reject) => {
          refuse = reject
        })
      },
      'sessions.cancel': async ({ workflowId }) => {
        lists.set([sessionList([session({ progress: { ...atSandbox, id: workflowId, undoing: true } })])])
        await new Promise<void>((resolve) => {
          undone = resolve
        })
        refuse(fail('cancelled', 'Cancelled.'))
      },
    })
    fireEvent.click(screen.getByRole('button', { name: 'Create session' }))
    await screen.findByText('Step 2 of 3: sandbox')
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await screen.findByText('Undoing step 2 of 3: sandbox')
    expect(stores.dialogs.getState().request).toBeDefined()
    undone()
    await waitFor(() => expect(stores.dialogs.getState().request).toBeUndefined())
  })

  it('tells main when the person gives up before anything was heard', async () => {
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

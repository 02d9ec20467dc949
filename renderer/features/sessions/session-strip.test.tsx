import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { serverSession, session } from '../../testing/samples.ts'
import { SessionStrip } from './session-strip.tsx'

const workflowId = '5d0c5a0e-0000-4000-8000-000000000001'

let stop = () => {}
afterEach(() => stop())

function show(one = session(), handlers: Partial<AppHandlers> = {}) {
  const result = renderWithStores(<SessionStrip session={one} />, handlers)
  stop = result.stop
  return result
}

describe('SessionStrip', () => {
  it('says nothing of a session that can be worked in', () => {
    show()
    expect(screen.queryByText(/./)).toBeNull()
  })

  it('offers a sandbox to a session whose sandbox was taken back', async () => {
    const { sandboxId: _gone, ...server } = serverSession()
    const open = vi.fn<AppHandlers['sessions.open']>(() => session())
    show(session({ server }), { 'sessions.open': open })
    expect(screen.getByText('air-quality has no sandbox at the moment.')).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Get a sandbox' }))
    await waitFor(() => expect(open.mock.calls[0]?.[0]).toEqual({ connectionId: 'local', sessionId: 'a1' }))
  })

  it('offers another try, an undo and opening where something stopped half way', async () => {
    const done: unknown[] = []
    const stopped = { id: workflowId, workflow: 'resume', step: 2, of: 3, words: 'sandbox', canUndo: true } as const
    show(session({ stopped, problem: { code: 'unavailable', message: 'No sandbox is free.' } }), {
      'sessions.again': (input) => {
        done.push(input)
        return { connectionId: 'local', sessionId: 'a1' }
      },
      'sessions.undo': (input) => void done.push(input),
    })
    expect(screen.getByText(/air-quality was stopped half way/)).toBeDefined()
    expect(screen.getByRole('button', { name: 'Open' })).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(done).toEqual([{ workflowId }, { workflowId }]))
  })

  it('cancels what is under way for as long as that can be undone', async () => {
    const cancel = vi.fn<AppHandlers['sessions.cancel']>()
    const progress = { id: workflowId, workflow: 'pause', step: 1, of: 5, words: 'session' } as const
    show(session({ progress: { ...progress, canUndo: true } }), { 'sessions.cancel': cancel })
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(cancel.mock.calls[0]?.[0]).toEqual({ workflowId }))
    stop()
    show(session({ name: 'late', progress }))
    expect(screen.getByText('late:')).toBeDefined()
    expect(screen.getAllByRole('button', { name: 'Cancel' })).toHaveLength(1)
  })

  it('does not speak of a sandbox while the server does not answer', () => {
    const { sandboxId: _gone, ...server } = serverSession()
    show(session({ status: 'unknown', server }))
    expect(screen.queryByText(/no sandbox/)).toBeNull()
  })
})

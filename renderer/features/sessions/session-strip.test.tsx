import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { serverSession, session } from '../../testing/samples.ts'
import { SessionStrip } from './session-strip.tsx'

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

  it('does not speak of a sandbox while the server does not answer', () => {
    const { sandboxId: _gone, ...server } = serverSession()
    show(session({ status: 'unknown', server }))
    expect(screen.queryByText(/no sandbox/)).toBeNull()
  })
})

import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { KeptSession } from '../../../shared/domain/session.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { localConnection, serverConnection, serverSession, session } from '../../testing/samples.ts'
import { KeptDialog } from './kept-dialog.tsx'

const day = 86_400_000
const kept: KeptSession = {
  connectionId: 'local',
  sessionId: 'a1',
  name: 'air-quality',
  because: 'deleted',
  endedAt: Date.now() - day,
  keptUntil: Date.now() + 29 * day,
  server: serverSession(),
  bytes: 12_000_000,
  runs: 3,
  drafts: 1,
}

let stop = () => {}
afterEach(() => stop())

function show(handlers: Partial<AppHandlers>) {
  const connections = new Watchable([localConnection(), serverConnection()])
  const result = renderWithStores(<KeptDialog />, {
    'connections.watch': (_input, context) => connections.follow(context),
    ...handlers,
  })
  stop = result.stop
  result.stores.dialogs.getState().show({ kind: 'kept' })
  return result
}

it('lists what can come back, the last first, and brings it to the front', async () => {
  const ask = vi.fn<AppHandlers['sessions.kept']>(() => [
    { ...kept, sessionId: 'b2', name: 'older', because: 'expired', endedAt: kept.endedAt - day, runs: 0, drafts: 0 },
    kept,
  ])
  const restore = vi.fn<AppHandlers['sessions.restore']>(() => session())
  const { stores } = show({ 'sessions.kept': ask, 'sessions.restore': restore, 'sessions.open': () => session() })
  await screen.findByText('air-quality')
  // Servers that keep nothing are not asked.
  expect(ask.mock.calls.map(([input]) => input)).toEqual([{ connectionId: 'local' }])
  const lines = screen.getAllByRole('listitem').map(({ textContent }) => textContent)
  expect(lines[0]).toMatch(/^air-qualityDeleted .* · kept until .* · 12 MB · 3 runs · 1 edit/)
  expect(lines[1]).toMatch(/^olderExpired/)
  fireEvent.click(screen.getByRole('button', { name: 'Revive air-quality' }))
  await waitFor(() => expect(stores.sessions.getState().front?.sessionId).toBe('a1'))
  expect(stores.dialogs.getState().request).toBeUndefined()
})

it('forgets after the name was typed, and shows what is left', async () => {
  let left: readonly KeptSession[] = [kept]
  const forget = vi.fn<AppHandlers['sessions.forget']>(() => {
    left = []
  })
  show({ 'sessions.kept': () => left, 'sessions.forget': forget })
  fireEvent.click(await screen.findByRole('button', { name: 'Forget air-quality…' }))
  expect(await screen.findByText(/This is final/)).toBeDefined()
  fireEvent.change(screen.getByRole('textbox'), { target: { value: 'air-quality' } })
  fireEvent.click(screen.getByRole('button', { name: 'Forget session' }))
  expect(await screen.findByText(/^None\./)).toBeDefined()
  expect(forget.mock.calls[0]?.[0]).toEqual({ connectionId: 'local', sessionId: 'a1' })
})

it('says when they cannot be read, and asks again', async () => {
  let asked = 0
  show({
    'sessions.kept': () => {
      asked += 1
      if (asked === 1) throw fail('offline', 'It is not running.')
      return [kept]
    },
  })
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('air-quality')).toBeDefined()
  expect(screen.queryByRole('alert')).toBeNull()
})

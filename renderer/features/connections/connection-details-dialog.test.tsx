import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { localConnection, serverConnection } from '../../testing/samples.ts'
import { ConnectionDetailsDialog } from './connection-details-dialog.tsx'

let stop = () => {}
afterEach(() => stop())

function show(id: string, figures: AppHandlers['connections.figures']) {
  const connections = new Watchable([localConnection(), serverConnection({ skew: -45_000 })])
  stop = renderWithStores(<ConnectionDetailsDialog connectionId={id} />, {
    'connections.watch': (_input, context) => connections.follow(context),
    'connections.figures': figures,
  }).stop
}

const factOf = (name: string) => screen.getByText(name).closest('div')?.querySelector('dd')?.textContent

it('tells what a server has, promises and was asked', async () => {
  const figures = vi.fn<AppHandlers['connections.figures']>(() => ({
    pool: { total: 8, available: 5, inUse: 3, max: 50 },
    answers: 1234,
  }))
  show('lab', figures)
  await waitFor(() => expect(factOf('In use')).toBe('3 sandboxes'))
  expect(factOf('Available')).toBe('5 sandboxes')
  expect(factOf('Being made')).toBe('not told')
  expect(factOf('In all')).toBe('8 sandboxes')
  expect(factOf('At most')).toBe('50 sandboxes')
  expect(screen.getByText(/^Figures as of \d\d:\d\d:\d\d\.$/)).toBeDefined()
  expect(factOf('Answers')).toBe('1,234')
  expect(factOf('Clock')).toBe('45 s behind this one')
  expect(factOf('Extensions')).toBe('none: a plain server')
  expect(factOf('Keeps')).toBe('it promises nothing')
  fireEvent.click(screen.getByRole('button', { name: 'Ask again' }))
  await waitFor(() => expect(figures).toHaveBeenCalledTimes(2))
})

it('says when its pool could not be asked for, and tells the rest all the same', async () => {
  show('local', () => {
    throw fail('offline', 'no answer')
  })
  expect(await screen.findByText(/Its pool could not be asked for/)).toBeDefined()
  expect(factOf('In use')).toBe('unknown')
  expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined()
  expect(factOf('Isolation')).toBe('bubblewrap 0.8.0')
  expect(factOf('Keeps')).toBe('workspace')
})

import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { fail } from '../../shared/domain/errors.ts'
import { renderWithStores } from '../testing/render.tsx'
import { TransfersPart } from './transfers-part.tsx'

let stop = () => {}
afterEach(() => stop())

const ref = { connectionId: 'local', sessionId: 'a1' }

test('a file that is on its way, or did not come through, is said wherever its list is, and leads there', async () => {
  let refuse = () => {}
  const refused = new Promise<void>((resolve) => {
    refuse = resolve
  })
  const result = renderWithStores(<TransfersPart />, {
    'files.list': ({ path }) => ({ path, entries: [], asOf: 1 }),
    'files.upload': async () => {
      await refused
      throw fail('refused', 'The disk is full.')
    },
  })
  stop = result.stop
  const { stores, container } = result
  expect(container.textContent).toBe('')
  const shown = vi.fn()
  stores.commands.getState().register('region.files', shown)
  act(() => void stores.transfers.getState().upload(ref, '/workspace', [{ path: 'a.csv', content: new Blob(['abc']) }]))
  const part = await screen.findByRole('button', { name: /^Uploading/ })
  act(() => refuse())
  await waitFor(() => expect(part.textContent).toBe('1 file did not come through'))
  fireEvent.click(part)
  expect(stores.sessions.getState().front).toEqual(ref)
  await waitFor(() => expect(shown).toHaveBeenCalled())
})

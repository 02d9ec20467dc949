import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { StorageUsage } from '../../../shared/domain/storage.ts'
import { defaultLimits } from '../../../shared/domain/storage.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { LogsDialog } from './logs-dialog.tsx'
import { StorageSettings } from './storage-settings.tsx'

let stop = () => {}
afterEach(() => {
  stop()
  vi.restoreAllMocks()
})

function show(node: React.ReactNode, handlers: Partial<AppHandlers>) {
  const result = renderWithStores(node, handlers)
  stop = result.stop
  return result.stores
}

describe('LogsDialog', () => {
  const logs: AppHandlers['logs.read'] = () => [
    { name: 'local-server', text: 'listening\n', isCut: false },
    { name: 'main', text: 'one\ntwo started\nthree\n', isCut: true },
  ]

  it('shows the newest lines, and those that are looked for', async () => {
    show(<LogsDialog />, { 'logs.read': logs })
    const lines = await screen.findByLabelText('Lines of the log')
    expect(lines.textContent).toBe('one\ntwo started\nthree')
    expect(screen.getByText('3 lines, older ones are in the data folder')).toBeDefined()
    fireEvent.change(screen.getByLabelText('Find in the log'), { target: { value: 'start' } })
    expect(lines.textContent).toBe('two started')
    fireEvent.change(screen.getByLabelText('Find in the log'), { target: { value: 'zzz' } })
    expect(lines.textContent).toBe('No line has this in it.')
  })

  it('copies a report', async () => {
    const written: string[] = []
    Object.assign(navigator, { clipboard: { writeText: async (text: string) => void written.push(text) } })
    const stores = show(<LogsDialog />, { 'logs.read': logs, 'logs.report': () => 'the report' })
    fireEvent.click(screen.getByRole('button', { name: 'Copy report' }))
    await waitFor(() => expect(written).toEqual(['the report']))
    await waitFor(() => expect(stores.notices.getState().polite.text).toBe('Copied'))
  })

  it('says when they cannot be read', async () => {
    show(<LogsDialog />, {
      'logs.read': () => {
        throw fail('internal', 'x')
      },
    })
    expect(await screen.findByText(/The logs could not be read/)).toBeDefined()
  })
})

describe('StorageSettings', () => {
  const usage: StorageUsage = {
    records: 120_000,
    outputs: { bytes: 3_400_000, runs: 12 },
    archives: { bytes: 0, count: 2, unfinished: 1 },
    copies: 0,
    diskFree: 12_000_000_000,
    limits: defaultLimits,
  }

  it('says how much is kept, and gives output up only when asked twice', async () => {
    const free = vi.fn<AppHandlers['storage.free']>(() => 3_400_000)
    const stores = show(<StorageSettings />, { 'storage.usage': () => usage, 'storage.free': free })
    expect(await screen.findByText('Output of 12 runs')).toBeDefined()
    const [outputs, copies] = screen.getAllByRole('button', { name: 'Free' })
    expect(copies?.hasAttribute('disabled')).toBe(true)
    if (!outputs) throw new Error('no button')
    fireEvent.click(outputs)
    expect(free).not.toHaveBeenCalled()
    fireEvent.click(screen.getByRole('button', { name: 'Give all output up' }))
    await waitFor(() => expect(stores.notices.getState().toasts[0]?.text).toBe('3.4 MB are free again.'))
    expect(free.mock.calls[0]?.[0]).toEqual({ what: 'outputs' })
  })

  it('keeps limits that make sense when their field is left', async () => {
    const setLimits = vi.fn<AppHandlers['storage.setLimits']>()
    show(<StorageSettings />, { 'storage.usage': () => usage, 'storage.setLimits': setLimits })
    const days = await screen.findByLabelText('Keep output')
    fireEvent.change(days, { target: { value: '0' } })
    fireEvent.blur(days)
    expect(screen.getByText('From 1 to 3,650 days.')).toBeDefined()
    expect(setLimits).not.toHaveBeenCalled()
    fireEvent.change(days, { target: { value: '7' } })
    fireEvent.blur(days)
    await waitFor(() => expect(setLimits.mock.calls[0]?.[0]).toMatchObject({ outputDays: 7 }))
  })
})

import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { localConnection } from '../../testing/samples.ts'
import { ThisComputerDialog } from './this-computer-dialog.tsx'

let stop = () => {}
afterEach(() => stop())

const python = 'client = SandboxClient(base_url="http://127.0.0.1:8080")'

async function show(handlers: Partial<AppHandlers> = {}, connection = localConnection()) {
  const list = new Watchable([connection])
  const watch: Partial<AppHandlers> = { 'connections.watch': (_input, context) => list.follow(context) }
  const result = renderWithStores(<ThisComputerDialog />, { ...watch, ...handlers })
  stop = result.stop
  await screen.findByRole('dialog')
  return result
}

const toggle = () => screen.getByRole('switch', { name: 'Open to programs on this computer' })
const port = () => screen.getByRole('textbox', { name: 'Port' })
const isOn = () => toggle().getAttribute('aria-checked')

describe('ThisComputerDialog', () => {
  it('opens to programs on the port, gives the line for Python, and closes again', async () => {
    const open = vi.fn<AppHandlers['programs.open']>(({ port: at }) => ({ open: true, port: at, python }))
    await show({ 'programs.open': open, 'programs.close': () => ({ open: false, port: 8080 }) })
    await waitFor(() => expect(port()).toHaveProperty('value', '8080'))
    expect(isOn()).toBe('false')
    fireEvent.change(port(), { target: { value: '8090' } })
    fireEvent.click(toggle())
    expect((await screen.findByText(python)).tagName).toBe('CODE')
    expect(open.mock.calls[0]?.[0]).toEqual({ port: 8090 })
    expect(isOn()).toBe('true')
    expect(screen.getByRole('button', { name: 'Copy the line for Python' })).toBeDefined()
    fireEvent.click(toggle())
    await waitFor(() => expect(isOn()).toBe('false'))
    expect(screen.queryByText(python)).toBeNull()
  })

  it('says beneath the port that it is taken, or is none, and stays closed', async () => {
    const sentence = 'Port 8080 is taken by another program. Choose another one.'
    const open = vi.fn<AppHandlers['programs.open']>(() => {
      throw fail('conflict', sentence)
    })
    await show({ 'programs.open': open })
    await waitFor(() => expect(port()).toHaveProperty('value', '8080'))
    fireEvent.click(toggle())
    await screen.findByText(sentence)
    expect(port().getAttribute('aria-invalid')).toBe('true')
    expect(isOn()).toBe('false')
    fireEvent.change(port(), { target: { value: '99999' } })
    fireEvent.click(toggle())
    await screen.findByText('A port is a whole number from 1 to 65535.')
    expect(open).toHaveBeenCalledOnce()
  })

  it('says why the port that was kept is not open', async () => {
    const error = 'Port 8080 is taken by another program. Choose another one.'
    await show({ 'programs.read': () => ({ open: false, port: 8080, error }) })
    await screen.findByText(error)
  })

  it('names what holds the limits, and says in words what that means', async () => {
    await show()
    const limits = screen.getByRole('button', { name: 'Each process by itself' })
    fireEvent.focus(limits)
    await screen.findByText(/Several processes together may use more/)
  })

  it('says that nothing isolates', async () => {
    const facts = { runtime: 'unisolated', extensions: [], keeps: [] }
    await show({}, localConnection({ facts }))
    await screen.findByText(/Not isolated: code can reach your files/)
  })

  it('offers no switch while the server does not answer', async () => {
    await show({}, localConnection({ status: 'offline' }))
    await screen.findByText(/does not answer/)
    expect(screen.queryByRole('switch')).toBeNull()
  })
})

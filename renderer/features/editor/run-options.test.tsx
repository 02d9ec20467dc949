import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { RunOptions } from '../../../shared/domain/run-options.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { RunOptionsDialog } from './run-options-dialog.tsx'

const session = { connectionId: 'local', sessionId: 'a1' }
const kept: RunOptions = {
  workDir: '/workspace/data',
  env: [
    { name: 'STAGE', value: 'test', secret: false },
    { name: 'API_KEY', secret: true, kept: 'keychain' },
  ],
}

let stop = () => {}
afterEach(() => stop())

async function open(handlers: Partial<AppHandlers> = {}) {
  const write = vi.fn<AppHandlers['runOptions.write']>(() => kept)
  const result = renderWithStores(<RunOptionsDialog session={session} />, {
    'runOptions.read': () => kept,
    'runOptions.write': write,
    ...handlers,
  })
  stop = result.stop
  await screen.findByLabelText('Folder')
  return write
}

it('shows a secret as kept, never its value, and keeps it when it is not typed again', async () => {
  const write = await open()
  const secret = screen.getByLabelText('Value of API_KEY')
  expect(secret).toHaveProperty('type', 'password')
  expect(secret).toHaveProperty('value', '')
  expect(secret.getAttribute('placeholder')).toBe('kept, in the key store')
  fireEvent.click(screen.getByRole('button', { name: 'Keep options' }))
  await waitFor(() => expect(write).toHaveBeenCalledOnce())
  expect(write.mock.calls[0]?.[0]).toEqual({
    session,
    workDir: '/workspace/data',
    env: [
      { name: 'STAGE', value: 'test', secret: false },
      { name: 'API_KEY', secret: true },
    ],
  })
})

it('a secret that is made readable is empty: its value is not shown by a switch', async () => {
  const write = await open()
  const [, isSecret] = screen.getAllByRole('switch', { name: 'Secret' })
  if (!isSecret) throw new Error('no switch')
  fireEvent.click(isSecret)
  fireEvent.click(screen.getByRole('button', { name: 'Keep options' }))
  await waitFor(() => expect(write).toHaveBeenCalledOnce())
  expect(write.mock.calls[0]?.[0].env[1]).toEqual({ name: 'API_KEY', value: '', secret: false })
})

it('says what is wrong with a name and with a folder, and keeps nothing then', async () => {
  const write = await open()
  fireEvent.change(screen.getByLabelText('Folder'), { target: { value: 'data' } })
  fireEvent.click(screen.getByRole('button', { name: 'Add a variable' }))
  const names = screen.getAllByLabelText('Name of a variable')
  fireEvent.change(names[2] as HTMLElement, { target: { value: 'STAGE' } })
  fireEvent.click(screen.getByRole('button', { name: 'Keep options' }))
  expect(screen.getByText('A whole path is needed.')).toBeDefined()
  expect(screen.getByText('This name is there already.')).toBeDefined()
  expect(write).not.toHaveBeenCalled()
})

it('says when they were not kept', async () => {
  await open({
    'runOptions.write': () => {
      throw fail('unavailable', 'The disk is full.')
    },
  })
  fireEvent.click(screen.getByRole('button', { name: 'Keep options' }))
  expect(await screen.findByText(/The options were not kept/)).toBeDefined()
})

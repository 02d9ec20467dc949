import { fireEvent, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../../shared/domain/connection.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { localConnection, serverConnection, session } from '../../testing/samples.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { ForgetDialog } from './forget-dialog.tsx'
import { LetGoDialog } from './let-go-dialog.tsx'
import { PauseDialog } from './pause-dialog.tsx'

const one = session()
let stop = () => {}
afterEach(() => stop())

function show(node: ReactNode, handlers: Partial<AppHandlers> = {}, connection: Connection = localConnection()) {
  const connections = new Watchable([connection])
  const result = renderWithStores(node, {
    'connections.watch': (_input, context) => connections.follow(context),
    ...handlers,
  })
  stop = result.stop
  result.stores.dialogs.getState().show({ kind: 'pause', session: one })
  return result
}

describe('PauseDialog', () => {
  it('says that files stay where the server keeps them', async () => {
    show(<PauseDialog session={one} />)
    expect(await screen.findByText(/Files in \/workspace: This computer keeps them/)).toBeDefined()
    expect(screen.getByText('Variables')).toBeDefined()
  })

  it('says that files go where the server does not keep them, and that a resume brings none back', async () => {
    show(<PauseDialog session={session({ connectionId: 'lab' })} />, {}, serverConnection())
    expect(await screen.findByText(/lab.example.org does not keep them/)).toBeDefined()
    expect(screen.getByText(/gives it a new sandbox, without these files/)).toBeDefined()
    expect(screen.queryByText(/keeps them with the session/)).toBeNull()
  })

  it('pauses with Ctrl+Enter and closes when it is paused', async () => {
    const pause = vi.fn<AppHandlers['sessions.pause']>(() => session({ status: 'paused' }))
    const { stores } = show(<PauseDialog session={one} />, { 'sessions.pause': pause })
    fireEvent.keyDown(await screen.findByRole('dialog'), { key: 'Enter', ctrlKey: true })
    await waitFor(() => expect(stores.dialogs.getState().request).toBeUndefined())
    expect(pause.mock.calls[0]?.[0]).toEqual({ connectionId: 'local', sessionId: 'a1' })
  })

  it('stays, says why, and offers another try when it failed', async () => {
    show(<PauseDialog session={one} />, {
      'sessions.pause': () => {
        throw fail('offline', 'connect ECONNREFUSED')
      },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Pause now' }))
    expect((await screen.findByRole('alert')).textContent).toContain(
      'air-quality was not paused: the server does not answer.',
    )
    expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined()
  })
})

describe('LetGoDialog', () => {
  it('says what goes where the server keeps no files, and gives the sandbox back', async () => {
    const letGo = vi.fn<AppHandlers['sessions.letGo']>(() => session())
    const { stores } = show(
      <LetGoDialog session={session({ connectionId: 'lab' })} />,
      { 'sessions.letGo': letGo },
      serverConnection(),
    )
    expect(await screen.findByText(/all files in \/workspace, which lab.example.org does not keep/)).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Give sandbox back' }))
    await waitFor(() => expect(stores.dialogs.getState().request).toBeUndefined())
    expect(letGo.mock.calls[0]?.[0]).toEqual({ connectionId: 'lab', sessionId: 'a1' })
  })

  it('says that a sandbox was not acquired here, and starts on Cancel', async () => {
    const letGo = vi.fn<AppHandlers['sessions.letGo']>(() => session())
    show(<LetGoDialog session={session({ foreignSandbox: true })} />, { 'sessions.letGo': letGo })
    expect(await screen.findByText(/It was not acquired here/)).toBeDefined()
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'))
    fireEvent.click(screen.getByRole('button', { name: 'Give sandbox back' }))
    await waitFor(() => expect(letGo.mock.calls[0]?.[0]).toMatchObject({ releaseForeign: true }))
  })
})

it.each([
  ['PauseDialog', PauseDialog, 'Pause now', 'sessions.pause'],
  ['DeleteDialog', DeleteDialog, 'Delete session', 'sessions.delete'],
] as const)('%s gives a foreign sandbox back only when that is switched on', async (_name, Dialog, action, call) => {
  const act = vi.fn(() => session())
  show(<Dialog session={session({ foreignSandbox: true })} />, { [call]: act })
  const release = await screen.findByRole('switch', { name: /not acquired here/ })
  await waitFor(() => expect(screen.queryByRole('textbox')).toBeNull())
  fireEvent.click(release)
  fireEvent.click(screen.getByRole('button', { name: action }))
  await waitFor(() => expect(act).toHaveBeenCalledTimes(1))
  expect(act.mock.calls[0]).toMatchObject([{ sessionId: 'a1', releaseForeign: true }, {}])
})

describe('DeleteDialog of a session that can come back', () => {
  it('starts on Cancel, names what goes and what stays, and offers an undo that brings it back to the front', async () => {
    const remove = vi.fn<AppHandlers['sessions.delete']>()
    const restore = vi.fn<AppHandlers['sessions.restore']>(() => one)
    const { stores } = show(<DeleteDialog session={one} />, {
      'sessions.delete': remove,
      'sessions.restore': restore,
      'sessions.open': () => one,
      'sessions.holdings': () => ({ underWay: 1, runs: 3, drafts: 0, files: { count: 7, bytes: 5000 } }),
    })
    stores.sessions.getState().select(one)
    expect(await screen.findByText(/You can undo until/)).toBeDefined()
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'))
    expect(await screen.findByText('the sandbox and 1 run under way.')).toBeDefined()
    expect(screen.getByText('7 files (5.0 KB) and 3 runs.')).toBeDefined()
    expect(screen.queryByRole('textbox')).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'Delete session' }))
    await waitFor(() => expect(stores.dialogs.getState().request).toBeUndefined())
    expect(stores.sessions.getState().front).toBeUndefined()
    const [toast] = stores.notices.getState().toasts
    expect(toast).toMatchObject({ text: 'air-quality was deleted.', action: { label: 'Undo' } })
    toast?.action?.onSelect()
    await waitFor(() => expect(stores.sessions.getState().front).toEqual({ connectionId: 'local', sessionId: 'a1' }))
    expect(restore.mock.calls[0]?.[0]).toEqual({ connectionId: 'local', sessionId: 'a1' })
  })

  it('says so when it does not come back, and offers no try that is in vain', async () => {
    const { stores } = show(<DeleteDialog session={one} />, {
      'sessions.delete': () => undefined,
      'sessions.restore': () => {
        throw fail('gone', 'The session is not on the server any more.')
      },
    })
    await screen.findByText(/You can undo until/)
    fireEvent.click(screen.getByRole('button', { name: 'Delete session' }))
    await waitFor(() => expect(stores.notices.getState().toasts).toHaveLength(1))
    stores.notices.getState().toasts[0]?.action?.onSelect()
    await waitFor(() => expect(stores.notices.getState().toasts).toHaveLength(2))
    expect(stores.notices.getState().toasts[1]).toMatchObject({
      tone: 'err',
      text: expect.stringContaining('air-quality was not brought back'),
    })
    expect(stores.notices.getState().toasts[1]?.action).toBeUndefined()
  })
})

const final = localConnection({ facts: { extensions: [], keeps: [] } })

describe.each([
  ['DeleteDialog', DeleteDialog, 'Delete session', 'sessions.delete'],
  ['ForgetDialog', ForgetDialog, 'Forget session', 'sessions.forget'],
] as const)('%s', (_name, Dialog, action, call) => {
  it('starts on Cancel and wants the name before it does anything', async () => {
    const act = vi.fn()
    const { stores } = show(<Dialog session={one} />, { [call]: act }, final)
    await screen.findByRole('alertdialog')
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'))
    const button = screen.getByRole<HTMLButtonElement>('button', { name: action })
    expect(button.disabled).toBe(true)
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'air' } })
    expect(button.disabled).toBe(true)
    fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Enter', ctrlKey: true })
    expect(act).not.toHaveBeenCalled()
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'air-quality' } })
    fireEvent.click(button)
    await waitFor(() => expect(stores.dialogs.getState().request).toBeUndefined())
    expect(act.mock.calls[0]?.[0]).toEqual({ connectionId: 'local', sessionId: 'a1' })
  })

  it('says that it is final, and why it did not happen', async () => {
    const refuse = () => {
      throw fail('unavailable', 'busy')
    }
    show(<Dialog session={one} />, { [call]: refuse }, final)
    expect(await screen.findByText(/This is final/)).toBeDefined()
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'air-quality' } })
    fireEvent.click(screen.getByRole('button', { name: action }))
    expect((await screen.findByRole('alert')).textContent).toContain('the server does not work at the moment')
  })
})

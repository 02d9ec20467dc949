import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fail } from '../../../shared/domain/errors.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { followLists, Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { localConnection, session, sessionList } from '../../testing/samples.ts'
import { ManyDialog } from './many-dialog.tsx'
import { SessionList } from './session-list.tsx'
import { SessionsPane } from './sessions-pane.tsx'

const names = ['alpha', 'beta', 'gamma', 'delta']
const all = names.map((name) => session({ sessionId: name, name, labels: name === 'beta' ? ['nightly'] : [] }))

let stop = () => {}
function show(node: React.ReactNode, handlers: Partial<AppHandlers> = {}) {
  const lists = new Watchable([sessionList(all)])
  const connections = new Watchable([localConnection()])
  const result = renderWithStores(node, {
    'sessions.watch': (_input, context) => followLists(lists, context),
    'connections.watch': (_input, context) => connections.follow(context),
    'sessions.open': () => session(),
    ...handlers,
  })
  stop = result.stop
  return result
}

beforeEach(() => {
  // jsdom lays nothing out: the list measures what it is told here.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(272)
  Element.prototype.scrollTo = () => {}
})
afterEach(() => {
  stop()
  vi.restoreAllMocks()
})

const row = (name: string) => screen.findByRole('option', { name: new RegExp(`^${name},`) })
const selected = () =>
  screen.queryAllByRole('option', { selected: true }).map((option) => option.textContent?.split(',')[0] ?? '')

describe('marking', () => {
  it('Ctrl+click marks one more, Shift+click all between, a click alone opens', async () => {
    const { stores } = show(<SessionList />)
    fireEvent.click(await row('beta'), { ctrlKey: true })
    expect(selected()).toEqual(['beta'])
    fireEvent.click(await row('delta'), { shiftKey: true })
    expect(selected()).toEqual(['beta', 'gamma', 'delta'])
    fireEvent.click(await row('gamma'), { ctrlKey: true })
    expect(selected()).toEqual(['beta', 'delta'])
    expect(stores.sessions.getState().front).toBeUndefined()
    fireEvent.click(await row('alpha'))
    expect(stores.sessions.getState().front?.sessionId).toBe('alpha')
    expect(selected()).toEqual(['alpha'])
  })

  it('by the keyboard: Shift and arrows, Ctrl+A, Esc; Delete asks for all of them', async () => {
    const { stores } = show(<SessionList />)
    await row('alpha')
    const list = screen.getByRole('listbox')
    fireEvent.keyDown(list, { key: 'ArrowDown', shiftKey: true })
    fireEvent.keyDown(list, { key: 'ArrowDown', shiftKey: true })
    expect(selected()).toEqual(['alpha', 'beta', 'gamma'])
    fireEvent.keyDown(list, { key: 'Escape' })
    expect(selected()).toEqual([])
    fireEvent.keyDown(list, { key: 'a', ctrlKey: true })
    expect(selected()).toEqual(names)
    fireEvent.keyDown(list, { key: 'Delete' })
    const { request } = stores.dialogs.getState()
    expect(request?.kind === 'many' && [request.action, request.sessions.length]).toEqual(['delete', 4])
  })
})

describe('ManyDialog', () => {
  it('shows of each what became of it, and tries again only those that failed', async () => {
    let works = false
    const pause = vi.fn<AppHandlers['sessions.pause']>((ref) => {
      if (ref.sessionId === 'gamma' && !works) throw fail('unavailable', 'not now')
      return session(ref)
    })
    show(<ManyDialog action="pause" sessions={all} />, { 'sessions.pause': pause })
    fireEvent.click(await screen.findByRole('button', { name: 'Pause 4 sessions' }))
    await screen.findByText('3 of 4 paused, 1 not.')
    fireEvent.click(screen.getByRole('button', { name: 'Details' }))
    expect(screen.getByText('gamma: not now')).toBeDefined()
    expect(screen.getByRole('button', { name: 'Copy as' })).toBeDefined()
    works = true
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await screen.findByText('4 of 4 paused.')
    expect(pause.mock.calls.map(([ref]) => ref.sessionId).sort()).toEqual([...names, 'gamma'].sort())
    expect(screen.getByRole('button', { name: 'Done' })).toBeDefined()
  })

  it('deletes several that can come back without more ado, and brings back those that were deleted', async () => {
    const restored: string[] = []
    const { stores } = show(<ManyDialog action="delete" sessions={all} />, {
      'sessions.delete': ({ sessionId }) => {
        if (sessionId === 'gamma') throw fail('unavailable', 'not now')
      },
      'sessions.restore': (ref) => {
        restored.push(ref.sessionId)
        return session(ref)
      },
    })
    await screen.findByText(/You can undo until/)
    fireEvent.click(screen.getByRole('button', { name: 'Delete 4 sessions' }))
    await screen.findByText('3 of 4 deleted, 1 not.')
    const [toast] = stores.notices.getState().toasts
    expect(toast?.text).toBe('3 sessions were deleted.')
    toast?.action?.onSelect()
    await waitFor(() => expect(restored.sort()).toEqual(['alpha', 'beta', 'delta']))
  })

  it('deletes for good only after their number was typed', async () => {
    const remove = vi.fn()
    const final = new Watchable([localConnection({ facts: { extensions: [], keeps: [] } })])
    show(<ManyDialog action="delete" sessions={all} />, {
      'sessions.delete': remove,
      'connections.watch': (_input, context) => final.follow(context),
    })
    const button = await screen.findByRole('button', { name: 'Delete 4 sessions' })
    expect(button.hasAttribute('disabled')).toBe(true)
    fireEvent.change(screen.getByLabelText('Type 4 to confirm'), { target: { value: '4' } })
    fireEvent.click(button)
    await waitFor(() => expect(remove).toHaveBeenCalledTimes(4))
  })
})

describe('the filter', () => {
  it('is opened, typed into, counted, and cleared with Esc', async () => {
    show(<SessionsPane />)
    await row('alpha')
    fireEvent.click(screen.getByRole('button', { name: 'Filter sessions' }))
    const field = screen.getByRole('textbox', { name: 'Filter sessions' })
    expect(document.activeElement).toBe(field)
    fireEvent.change(field, { target: { value: 'nightly' } })
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1))
    expect(screen.getByText('1 of 4')).toBeDefined()
    fireEvent.change(field, { target: { value: 'nothing like it' } })
    fireEvent.click(await screen.findByRole('button', { name: 'Show all' }))
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(4))
    fireEvent.keyDown(field, { key: 'Escape' })
    expect(screen.queryByRole('textbox', { name: 'Filter sessions' })).toBeNull()
  })
})

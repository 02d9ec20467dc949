import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../../shared/domain/connection.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { SessionList as List, Session } from '../../../shared/domain/session.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { followLists, Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { localConnection, serverConnection, serverSession, session, sessionList } from '../../testing/samples.ts'
import { SessionList } from './session-list.tsx'

const alpha = session({ sessionId: 'a', name: 'alpha' })
const beta = session({ sessionId: 'b', name: 'beta', status: 'paused' })
const gone = session({ sessionId: 'c', name: 'gamma', status: 'gone' })

let stop = () => {}

function show(
  sessions: readonly Session[],
  more: Partial<AppHandlers> = {},
  connection: Connection = localConnection(),
) {
  const lists = new Watchable<readonly List[]>([sessionList(sessions)])
  const connections = new Watchable<readonly Connection[]>([connection])
  const result = renderWithStores(<SessionList />, {
    'sessions.watch': (_input, context) => followLists(lists, context),
    'connections.watch': (_input, context) => connections.follow(context),
    'sessions.open': (ref) => ({ ...alpha, ...ref }),
    ...more,
  })
  stop = result.stop
  return { ...result, lists, connections }
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

describe('SessionList', () => {
  it('is one listbox with full names, their place and how many there are', async () => {
    show([alpha, beta])
    const option = await screen.findByRole('option', { name: /^alpha, active, 3 hours 1\d minutes left/ })
    expect(option.getAttribute('aria-setsize')).toBe('2')
    expect(screen.getByRole('option', { name: /^beta, paused/ }).getAttribute('aria-posinset')).toBe('2')
  })

  it('places its rows as high as the density makes them', async () => {
    const { stores, container } = show([alpha, beta])
    await screen.findByRole('option', { name: /^beta/ })
    const tops = () => [...container.querySelectorAll<HTMLElement>('[role=option]')].map(({ style }) => style.transform)
    expect(tops()).toEqual(['translateY(0px)', 'translateY(42px)'])
    act(() => stores.settings.getState().change((all) => ({ ...all, density: 'comfortable' })))
    expect(tops()).toEqual(['translateY(0px)', 'translateY(46px)'])
  })

  it('moves with the arrows and opens with Enter', async () => {
    const { stores } = show([alpha, beta])
    const list = await screen.findByRole('listbox')
    list.focus()
    fireEvent.keyDown(list, { key: 'ArrowDown' })
    const second = screen.getByRole('option', { name: /^beta/ })
    expect(list.getAttribute('aria-activedescendant')).toBe(second.id)
    fireEvent.keyDown(list, { key: 'Enter' })
    expect(stores.sessions.getState().front).toEqual({ connectionId: 'local', sessionId: 'b' })
    expect(second.getAttribute('aria-selected')).toBe('true')
  })

  it('finds a session by its first letters', async () => {
    show([alpha, beta, gone])
    const list = await screen.findByRole('listbox')
    fireEvent.keyDown(list, { key: 'g' })
    expect(list.getAttribute('aria-activedescendant')).toBe(screen.getByRole('option', { name: /^gamma/ }).id)
  })

  it('makes an active one ready when it is opened, and not a paused one', async () => {
    const open = vi.fn(() => alpha)
    const { stores } = show([alpha, beta], { 'sessions.open': open })
    fireEvent.click(await screen.findByRole('option', { name: /^beta/ }))
    fireEvent.click(screen.getByRole('option', { name: /^alpha/ }))
    await waitFor(() => expect(stores.sessions.getState().opened.has('local/a')).toBe(true))
    expect(open).toHaveBeenCalledTimes(1)
  })

  it('asks before it deletes, and before it forgets', async () => {
    const { stores } = show([alpha, gone])
    const list = await screen.findByRole('listbox')
    fireEvent.keyDown(list, { key: 'Delete' })
    expect(stores.dialogs.getState().request).toMatchObject({ kind: 'delete', session: { sessionId: 'a' } })
    fireEvent.keyDown(list, { key: 'End' })
    fireEvent.keyDown(list, { key: 'Delete' })
    expect(stores.dialogs.getState().request).toMatchObject({ kind: 'forget', session: { sessionId: 'c' } })
  })

  it('renames in place: Enter keeps, Esc does not', async () => {
    const rename = vi.fn()
    show([alpha], { 'sessions.rename': rename })
    const list = await screen.findByRole('listbox')
    fireEvent.keyDown(list, { key: 'F2' })
    const field = await screen.findByRole('textbox', { name: 'New name of alpha' })
    fireEvent.change(field, { target: { value: 'never' } })
    fireEvent.keyDown(field, { key: 'Escape' })
    fireEvent.keyDown(list, { key: 'F2' })
    const again = await screen.findByRole('textbox', { name: 'New name of alpha' })
    fireEvent.change(again, { target: { value: ' delta ' } })
    fireEvent.keyDown(again, { key: 'Enter' })
    await waitFor(() => expect(rename).toHaveBeenCalledTimes(1))
    expect(rename.mock.calls[0]?.[0]).toEqual({ session: { connectionId: 'local', sessionId: 'a' }, name: 'delta' })
  })

  it('says that a new name was not taken', async () => {
    const { stores } = show([alpha], {
      'sessions.rename': () => {
        throw fail('internal', 'x')
      },
    })
    fireEvent.keyDown(await screen.findByRole('listbox'), { key: 'F2' })
    const field = await screen.findByRole('textbox')
    fireEvent.change(field, { target: { value: 'delta' } })
    fireEvent.keyDown(field, { key: 'Enter' })
    await waitFor(() => expect(stores.notices.getState().toasts[0]?.text).toContain('alpha was not renamed'))
  })

  it('goes to the next row when its row is removed', async () => {
    const { lists } = show([alpha, beta, gone])
    const list = await screen.findByRole('listbox')
    fireEvent.keyDown(list, { key: 'ArrowDown' })
    act(() => lists.set([sessionList([alpha, gone])]))
    await waitFor(() => expect(screen.queryByRole('option', { name: /^beta/ })).toBeNull())
    expect(list.getAttribute('aria-activedescendant')).toBe(screen.getByRole('option', { name: /^gamma/ }).id)
  })

  it('offers a new session when there is none', async () => {
    const { stores } = show([])
    const empty = await screen.findByText(/None yet/)
    fireEvent.click(within(empty.parentElement ?? document.body).getByRole('button', { name: 'New session' }))
    expect(stores.dialogs.getState().request).toEqual({ kind: 'new-session' })
  })

  it('says why this computer has none, and checks again', async () => {
    const check = vi.fn(() => localConnection())
    show(
      [],
      { 'connections.check': check },
      localConnection({
        status: 'failed',
        probe: { status: 'failed', cause: 'bubblewrap-missing', sentence: 'bubblewrap is not installed.' },
      }),
    )
    expect(await screen.findByText('bubblewrap is not installed.')).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Check again' }))
    await waitFor(() => expect(check).toHaveBeenCalledTimes(1))
  })

  it('draws only what is seen of 10,000 sessions', async () => {
    show(Array.from({ length: 10_000 }, (_, index) => session({ sessionId: `s${index}`, name: `s${index}` })))
    await screen.findByRole('option', { name: /^s0,/ })
    expect(screen.getAllByRole('option').length).toBeLessThan(60)
  })
})

describe('under the pointer', () => {
  const many = (from: number) =>
    Array.from({ length: 100 }, (_, index) =>
      session({
        sessionId: `s${index + from}`,
        name: `s${index + from}`,
        server: serverSession({ createdAt: 1000 - index - from }),
      }),
    )

  function scrollerOf(list: HTMLElement): HTMLElement {
    const scroller = list.parentElement?.parentElement
    if (!scroller) throw new Error('The list does not scroll.')
    return scroller
  }

  it('rows keep their places until it goes, and what is new comes behind them', async () => {
    const { lists } = show([alpha, beta])
    const list = await screen.findByRole('listbox')
    fireEvent.pointerEnter(scrollerOf(list))
    const fresh = session({ sessionId: 'new', name: 'fresh' })
    act(() => lists.set([sessionList([fresh, alpha, beta])]))
    const names = () => screen.getAllByRole('option').map((option) => option.textContent?.split(',')[0])
    await waitFor(() => expect(names()).toHaveLength(3))
    const byPlace = () =>
      screen
        .getAllByRole('option')
        .sort((a, b) => Number(a.getAttribute('aria-posinset')) - Number(b.getAttribute('aria-posinset')))
        .map((option) => option.textContent?.split(',')[0])
    expect(byPlace()).toEqual(['alpha', 'beta', 'fresh'])
    fireEvent.pointerLeave(scrollerOf(list))
    expect(byPlace()).toEqual(['fresh', 'alpha', 'beta'])
  })

  it('a row stays where it is when the group above it grows', async () => {
    const lab = serverConnection()
    const labList = sessionList([session({ connectionId: 'lab', sessionId: 'x', name: 'xylem' })], {
      connectionId: 'lab',
    })
    const { lists, connections } = show([alpha])
    act(() => {
      connections.set([localConnection(), lab])
      lists.set([sessionList([alpha]), labList])
    })
    const row = await screen.findByRole('option', { name: /^xylem/ })
    const scroller = scrollerOf(screen.getByRole('listbox'))
    fireEvent.pointerEnter(scroller)
    fireEvent.pointerEnter(row)
    act(() => lists.set([sessionList([alpha, beta]), labList]))
    await screen.findByRole('option', { name: /^beta/ })
    expect(scroller.scrollTop).toBe(42)
  })

  it('what comes above moves a list that was scrolled, and not what is seen of it', async () => {
    const { lists } = show(many(1))
    const scroller = scrollerOf(await screen.findByRole('listbox'))
    scroller.scrollTop = 420
    fireEvent.scroll(scroller)
    act(() => lists.set([sessionList([...many(0).slice(0, 1), ...many(1)])]))
    await waitFor(() => expect(scroller.scrollTop).toBe(462))
  })
})

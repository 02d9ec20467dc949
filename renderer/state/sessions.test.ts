import { afterEach, describe, expect, it, vi } from 'vitest'
import { fail } from '../../shared/domain/errors.ts'
import type { SessionList, SessionRef } from '../../shared/domain/session.ts'
import type { AppHandlers } from '../testing/fake-client.ts'
import { fakeClient, followLists, Watchable } from '../testing/fake-client.ts'
import { session, sessionList } from '../testing/samples.ts'
import { createSessionsStore } from './sessions.ts'

const ref: SessionRef = { connectionId: 'local', sessionId: 'a1' }
const ends: AbortController[] = []

afterEach(() => {
  for (const end of ends.splice(0)) end.abort()
})

function start(first: SessionList, handlers: Partial<AppHandlers> = {}) {
  const lists = new Watchable<readonly SessionList[]>([first])
  const open = vi.fn(() => session())
  const onFront = vi.fn()
  const onForgotten = vi.fn()
  const { client } = fakeClient({
    'sessions.watch': (_input, context) => followLists(lists, context),
    'sessions.open': open,
    ...handlers,
  })
  const store = createSessionsStore(client, { onFront, onForgotten, onLeaving: async () => undefined })
  const end = new AbortController()
  ends.push(end)
  void store.getState().follow(end.signal)
  return { store, lists, open, onFront, onForgotten }
}

describe('the sessions store', () => {
  it('makes the session of last time ready as soon as it is listed', async () => {
    const { store, open } = start(sessionList([session()]))
    store.getState().select(ref)
    await vi.waitFor(() => expect(store.getState().opened.has('local/a1')).toBe(true))
    expect(open).toHaveBeenCalledTimes(1)
  })

  it('attaches again when its server answers again', async () => {
    const { store, lists, open } = start(sessionList([session()]))
    store.getState().select(ref)
    await vi.waitFor(() => expect(open).toHaveBeenCalledTimes(1))
    lists.set([sessionList([session({ status: 'unknown' })], { state: 'stale' })])
    await vi.waitFor(() => expect(store.getState().lists[0]?.state).toBe('stale'))
    lists.set([sessionList([session()])])
    await vi.waitFor(() => expect(open).toHaveBeenCalledTimes(2))
  })

  it('waits for a workflow of before the window was loaded, then makes it ready', async () => {
    const progress = { id: 'w1', workflow: 'resume', step: 1, of: 4, words: 'resume' } as const
    const { store, lists, open } = start(sessionList([session({ progress })]))
    store.getState().select({ connectionId: 'other', sessionId: 'x' })
    await vi.waitFor(() => expect(store.getState().loaded).toBe(true))
    store.setState({ front: ref })
    lists.set([sessionList([session({ progress: { ...progress, step: 2 } })])])
    await vi.waitFor(() => expect(store.getState().lists[0]?.sessions[0]?.progress?.step).toBe(2))
    expect(open).not.toHaveBeenCalled()
    lists.set([sessionList([session()])])
    await vi.waitFor(() => expect(store.getState().opened.has('local/a1')).toBe(true))
  })

  it('does not open one again that it made itself', async () => {
    const { store, lists, open } = start(sessionList([]), { 'sessions.create': () => ref })
    await store.getState().create({
      connectionId: 'local',
      name: 'air',
      image: 'python:3.11-slim',
      cpuCount: 1,
      memoryMb: 512,
      ttlHours: 1,
      network: false,
    })
    lists.set([sessionList([session()])])
    await vi.waitFor(() => expect(store.getState().lists[0]?.sessions).toHaveLength(1))
    expect(open).not.toHaveBeenCalled()
  })

  it('keeps why it could not be opened until the next try', async () => {
    let works = false
    const { store, lists } = start(sessionList([session()]), {
      'sessions.open': () => {
        if (!works) throw fail('unavailable', 'No sandbox is free.')
        return session()
      },
    })
    store.getState().select(ref)
    await vi.waitFor(() => expect(store.getState().openProblems['local/a1']?.code).toBe('unavailable'))
    lists.set([sessionList([session({ name: 'renamed' })])])
    await vi.waitFor(() => expect(store.getState().lists[0]?.sessions[0]?.name).toBe('renamed'))
    expect(store.getState().opening.size).toBe(0)
    works = true
    await store.getState().open(ref)
    expect(store.getState().openProblems).toEqual({})
    expect(store.getState().opened.has('local/a1')).toBe(true)
  })

  it('takes a deleted session from the front and tells whoever kept something of it', async () => {
    const { store, onForgotten, onFront } = start(sessionList([session()]), { 'sessions.delete': () => undefined })
    store.getState().select(ref)
    await store.getState().delete(ref)
    expect(store.getState().front).toBeUndefined()
    expect(onForgotten).toHaveBeenCalledWith(ref)
    expect(onFront).toHaveBeenLastCalledWith(undefined)
  })

  it('lets go of a session of last time that is no more', async () => {
    const { store, onFront } = start(sessionList([]))
    store.getState().select(ref)
    await vi.waitFor(() => expect(store.getState().front).toBeUndefined())
    expect(onFront).toHaveBeenLastCalledWith(undefined)
  })

  it('keeps looking for it while its server does not answer', async () => {
    const { store } = start(sessionList([], { state: 'stale' }))
    store.getState().select(ref)
    await vi.waitFor(() => expect(store.getState().loaded).toBe(true))
    expect(store.getState().front).toEqual(ref)
  })

  it('is not ready for work once it is paused', async () => {
    const { store } = start(sessionList([session()]), { 'sessions.pause': () => session({ status: 'paused' }) })
    store.getState().select(ref)
    await vi.waitFor(() => expect(store.getState().opened.size).toBe(1))
    await store.getState().pause(ref)
    expect(store.getState().opened.size).toBe(0)
  })
})

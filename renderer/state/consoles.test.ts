import { describe, expect, it, vi } from 'vitest'
import type { Settings } from '../../shared/domain/settings.ts'
import { defaultSettings } from '../../shared/domain/settings.ts'
import { fakeClient } from '../testing/fake-client.ts'
import { consolesOf, createConsolesStore, firstConsoleId, mostConsoles } from './consoles.ts'
import { createSettingsStore } from './settings.ts'

const session = { connectionId: 'local', sessionId: 's1' }
const other = { connectionId: 'local', sessionId: 's2' }

async function world(kept: Settings = defaultSettings) {
  const written: Settings[] = []
  const { client } = fakeClient({
    'settings.read': () => kept,
    'settings.write': (settings) => void written.push(settings),
  })
  const settings = createSettingsStore(client)
  const store = createConsolesStore(settings)
  await settings.getState().load()
  const names = () => consolesOf(store.getState(), session).consoles.map(({ name }) => name)
  const active = () => {
    const now = consolesOf(store.getState(), session)
    return now.consoles.find(({ id }) => id === now.active)?.name
  }
  return { settings, store, written, names, active, state: store.getState() }
}

describe('consoles', () => {
  it('begin with one, the same for everybody', async () => {
    const { store, names } = await world()
    expect(names()).toEqual(['Console 1'])
    expect(consolesOf(store.getState(), session)).toBe(consolesOf(store.getState(), other))
  })

  it('are added in front with the smallest free name, and gone through around the end', async () => {
    const { state, names, active } = await world()
    state.add(session)
    state.add(session, '/workspace/data')
    expect(names()).toEqual(['Console 1', 'Console 2', 'Console 3'])
    expect(active()).toBe('Console 3')
    state.activateNext(session, 1)
    expect(active()).toBe('Console 1')
    state.activateNext(session, -1)
    expect(active()).toBe('Console 3')
    state.close(session, firstConsoleId)
    state.add(session)
    expect(names()).toEqual(['Console 2', 'Console 3', 'Console 1'])
  })

  it('leave their neighbour in front when they are closed, come back as they were, and are never none', async () => {
    const { store, state, names, active } = await world()
    const second = state.add(session) ?? ''
    state.rename(session, second, '  build ')
    state.moved(session, second, '/tmp')
    state.activate(session, firstConsoleId)
    state.close(session, firstConsoleId)
    expect([names(), active()]).toEqual([['build'], 'build'])
    state.close(session, second)
    expect(names()).toEqual(['Console 1'])
    expect(consolesOf(store.getState(), session).active).not.toBe(firstConsoleId)
    expect(state.reopen(session)).toBe(true)
    expect(consolesOf(store.getState(), session).consoles.at(-1)).toEqual({
      id: second,
      name: 'build',
      folder: '/tmp',
    })
    expect(state.reopen(session)).toBe(true)
    expect(state.reopen(session)).toBe(false)
  })

  it('are remembered with the settings, each session for itself', async () => {
    const { settings, state, written } = await world()
    const id = state.add(session)
    state.rename(other, firstConsoleId, 'mine')
    await settings.getState().flush()
    await vi.waitFor(() => expect(written.at(-1)?.openConsoles).toHaveLength(2))
    const again = await world(written.at(-1))
    expect([again.names(), consolesOf(again.store.getState(), session).active]).toEqual([
      ['Console 1', 'Console 2'],
      id,
    ])
    expect(consolesOf(again.store.getState(), other).consoles[0]?.name).toBe('mine')
  })

  it('take a kept list that names none in front, and refuse more than there may be', async () => {
    const consoles = Array.from({ length: mostConsoles }, (_, number) => ({ id: `c${number}`, name: `${number}` }))
    const { state, active } = await world({
      ...defaultSettings,
      openConsoles: [
        { session, consoles, active: 'gone' },
        { session: other, consoles: [] },
      ],
    })
    expect(active()).toBe('0')
    expect(state.add(session)).toBeUndefined()
    state.close(session, 'c3')
    expect(state.add(session)).toBeDefined()
    expect(state.reopen(session)).toBe(false)
  })

  it('change nothing for one that is not there', async () => {
    const { settings, state } = await world()
    const before = settings.getState().settings
    state.moved(session, 'gone', '/tmp')
    state.rename(session, firstConsoleId, '  ')
    state.activate(session, 'gone')
    state.close(session, 'gone')
    expect(settings.getState().settings).toBe(before)
  })
})

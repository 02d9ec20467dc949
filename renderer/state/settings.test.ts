import { describe, expect, it, vi } from 'vitest'
import { fail } from '../../shared/domain/errors.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { defaultSettings } from '../../shared/domain/settings.ts'
import { fakeClient } from '../testing/fake-client.ts'
import { createSettingsStore } from './settings.ts'

const kept: Settings = { theme: 'light', openDocuments: [] }

describe('the settings store', () => {
  it('reads once for everybody', async () => {
    const read = vi.fn(() => kept)
    const store = createSettingsStore(fakeClient({ 'settings.read': read }).client)
    const [first, second] = await Promise.all([store.getState().load(), store.getState().load()])
    expect(first).toEqual(kept)
    expect(second).toEqual(kept)
    expect(read).toHaveBeenCalledTimes(1)
  })

  it('answers what holds by now, not what was read', async () => {
    const store = createSettingsStore(
      fakeClient({ 'settings.read': () => kept, 'settings.write': () => undefined }).client,
    )
    await store.getState().load()
    store.getState().change((all) => ({ ...all, theme: 'dark' }))
    expect((await store.getState().load()).theme).toBe('dark')
    await store.getState().flush()
  })

  it('writes many changes as one, and the last state', async () => {
    const write = vi.fn()
    const store = createSettingsStore(fakeClient({ 'settings.read': () => kept, 'settings.write': write }).client)
    await store.getState().load()
    for (const sideBar of [280, 290, 300])
      store.getState().change((all) => ({ ...all, layout: { sideBar, result: 400, panel: 200 } }))
    await store.getState().flush()
    expect(write).toHaveBeenCalledTimes(1)
    expect(write.mock.calls[0]?.[0]).toMatchObject({ theme: 'light', layout: { sideBar: 300 } })
  })

  it('puts what was changed before the first reading on top of it', async () => {
    const write = vi.fn()
    const store = createSettingsStore(fakeClient({ 'settings.read': () => kept, 'settings.write': write }).client)
    store.getState().change((all) => ({ ...all, openSession: { connectionId: 'local', sessionId: 'a' } }))
    await store.getState().load()
    await store.getState().flush()
    expect(write.mock.calls[0]?.[0]).toEqual({ ...kept, openSession: { connectionId: 'local', sessionId: 'a' } })
  })

  it('uses the defaults and says why when they cannot be read', async () => {
    const store = createSettingsStore(
      fakeClient({
        'settings.read': () => {
          throw fail('internal', 'x')
        },
      }).client,
    )
    expect(await store.getState().load()).toEqual(defaultSettings)
    expect(store.getState().problem?.code).toBe('internal')
  })
})

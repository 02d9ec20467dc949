// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { consolesOf } from '../../state/consoles.ts'
import { createStores } from '../../state/stores.ts'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { fakeClient } from '../../testing/fake-client.ts'
import { dropClosed, dropUnlisted, terminalHostOf } from './terminal-hosts.ts'

const session = { connectionId: 'local', sessionId: 's1' }
const linux = { mac: false }
const questions = { openLink: () => {}, pasteLines: async () => true }

beforeEach(() => {
  // jsdom lacks these; nothing is measured here.
  const nothing = () => {}
  const media = {
    addEventListener: nothing,
    removeEventListener: nothing,
    addListener: nothing,
    removeListener: nothing,
  }
  vi.stubGlobal('matchMedia', () => ({ matches: false, ...media }))
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    },
  )
  vi.stubGlobal('crypto', { randomUUID: () => `id-${Math.random()}` })
})

afterEach(() => {
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

function world(handlers: Partial<AppHandlers> = {}) {
  const watching = new Set<AbortSignal>()
  const { client } = fakeClient({
    'runs.watch': async function* (_session, { signal }) {
      if (signal.aborted) return
      watching.add(signal)
      signal.addEventListener('abort', () => watching.delete(signal), { once: true })
      yield []
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    },
    'runs.find': () => [],
    ...handlers,
  })
  const stores = createStores(client)
  const open = (sessionId: string, id: string) => {
    const element = document.createElement('div')
    document.body.append(element)
    const host = terminalHostOf({ ...session, sessionId }, { id, name: id }, stores, linux)
    const leave = host.attach(element, questions)
    return { host, leave, element }
  }
  return { stores, open, watching }
}

test('of twenty consoles that were looked at few are held, and the others leave nothing', async () => {
  const { open, watching } = world()
  const hosts = Array.from({ length: 20 }, (_, number) => {
    const opened = open(`s${number}`, 'first')
    opened.leave()
    return opened
  })
  await vi.waitFor(() => expect(watching.size).toBe(8))
  expect(hosts.filter(({ element }) => element.childElementCount > 0)).toEqual([])
  // The newest is the same one, the oldest is made again.
  expect(open('s19', 'first').host).toBe(hosts[19]?.host)
  expect(open('s0', 'first').host).not.toBe(hosts[0]?.host)
})

test('one with a line that was typed and not run is held, however many there are', async () => {
  const { open, watching } = world()
  const typed = open('typed', 'first')
  typed.host.setLive(true)
  await typed.host.paste('make')
  typed.leave()
  for (let number = 0; number < 20; number += 1) open(`s${number}`, 'first').leave()
  await vi.waitFor(() => expect(watching.size).toBe(8))
  expect(open('typed', 'first').host).toBe(typed.host)
})

test('a console that was closed goes, and so do those of a session that its server no longer lists', async () => {
  const { stores, open, watching } = world()
  await stores.settings.getState().load()
  stores.consoles.subscribe((state) => dropClosed(stores, state))
  const second = stores.consoles.getState().add(session) ?? ''
  open('s1', 'first').leave()
  open('s1', second).leave()
  const kept = open('s1', 'first').host
  stores.consoles.getState().close(session, second)
  expect(consolesOf(stores.consoles.getState(), session).consoles).toHaveLength(1)
  expect(open('s1', 'first').host).toBe(kept)
  await vi.waitFor(() => expect(watching.size).toBe(1))
  const list = { connectionId: 'local', state: 'stale', sessions: [] } as const
  dropUnlisted(stores, [{ ...list, asOf: 1 }])
  expect(open('s1', 'first').host).toBe(kept)
  dropUnlisted(stores, [{ ...list, state: 'current', asOf: 1 }])
  await vi.waitFor(() => expect(watching.size).toBe(0))
})

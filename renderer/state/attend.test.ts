import { afterEach, expect, test, vi } from 'vitest'
import { fakeClient } from '../testing/fake-client.ts'
import type { Page } from './attend.ts'
import { attend } from './attend.ts'

let stop = () => {}
afterEach(() => stop())

/** What main is told: one entry for each stream that is open. */
function begin() {
  const open = new Set<{ readonly focused: boolean }>()
  let opened = 0
  const { client, close } = fakeClient({
    'app.attend': async function* (input, { signal }) {
      open.add(input)
      opened += 1
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      open.delete(input)
      yield* []
    },
  })
  const target = new EventTarget()
  const page = {
    visibilityState: 'visible' as DocumentVisibilityState,
    focused: false,
    hasFocus: () => page.focused,
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
    defaultView: target,
  }
  const end = new AbortController()
  void attend(client, page as unknown as Page, end.signal)
  stop = () => {
    end.abort()
    close()
  }
  return { page, target, open, opened: () => opened, end }
}

test('main knows that the page is seen, and no longer when it is hidden', async () => {
  const { page, target, open } = begin()
  await vi.waitFor(() => expect(open.size).toBe(1))
  page.visibilityState = 'hidden'
  target.dispatchEvent(new Event('visibilitychange'))
  await vi.waitFor(() => expect(open.size).toBe(0))
  page.visibilityState = 'visible'
  target.dispatchEvent(new Event('visibilitychange'))
  await vi.waitFor(() => expect(open.size).toBe(1))
})

test('focus is told, and the page counts as seen all the while', async () => {
  const { page, target, open, opened } = begin()
  await vi.waitFor(() => expect(opened()).toBe(1))
  page.focused = true
  target.dispatchEvent(new Event('focus'))
  await vi.waitFor(() => expect(opened()).toBe(2))
  await vi.waitFor(() => expect([...open]).toEqual([{ focused: true }]))
})

test('it ends with the window', async () => {
  const { open, end } = begin()
  await vi.waitFor(() => expect(open.size).toBe(1))
  end.abort()
  await vi.waitFor(() => expect(open.size).toBe(0))
})

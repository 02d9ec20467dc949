import { expect, test } from 'vitest'
import { Watchable } from './watchable.ts'

const never = () => new AbortController().signal

test('a watcher gets the present value, then the last of each burst', async () => {
  const value = new Watchable(1)
  const items = value.watch(never())
  expect(await items.next()).toEqual({ done: false, value: 1 })
  value.set(2)
  value.set(3)
  expect(await items.next()).toEqual({ done: false, value: 3 })
  const next = items.next()
  value.set(3)
  value.set(4)
  expect(await next).toEqual({ done: false, value: 4 })
})

test('watching ends with the signal, also while it waits', async () => {
  const value = new Watchable(1)
  const abort = new AbortController()
  const items = value.watch(abort.signal)
  await items.next()
  expect(value.watchers).toBe(1)
  const next = items.next()
  abort.abort()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(value.watchers).toBe(0)
})

test('an ended value gives its last state to each watcher, and ends them', async () => {
  const value = new Watchable(1)
  const early = value.watch(never())
  await early.next()
  const next = early.next()
  value.end()
  expect(await next).toEqual({ done: true, value: undefined })
  const late = value.watch(never())
  expect(await late.next()).toEqual({ done: false, value: 1 })
  expect((await late.next()).done).toBe(true)
})

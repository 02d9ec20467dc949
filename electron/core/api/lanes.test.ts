import { expect, test } from 'vitest'
import { Lanes } from './lanes.ts'

test('so many go at once, the others in order, also after a failure', async () => {
  const lanes = new Lanes(2)
  const begun: number[] = []
  const ends: ((failed: boolean) => void)[] = []
  const works = Array.from({ length: 4 }, (_, index) =>
    lanes.run(async () => {
      begun.push(index)
      await new Promise<void>((resolve, reject) => {
        ends.push((failed) => (failed ? reject(new Error('no')) : resolve()))
      })
    }),
  )
  expect(begun).toEqual([0, 1])
  ends[0]?.(true)
  await expect(works[0]).rejects.toThrow('no')
  expect(begun).toEqual([0, 1, 2])
  ends[1]?.(false)
  await works[1]
  expect(begun).toEqual([0, 1, 2, 3])
  ends[2]?.(false)
  ends[3]?.(false)
  await Promise.all(works.slice(2))
  // Both are free again.
  await Promise.all([lanes.run(async () => undefined), lanes.run(async () => undefined)])
})

test('one that is aborted while it waits is over at once, and holds up nobody', async () => {
  const lanes = new Lanes(1)
  let end = () => {}
  const first = lanes.run(
    () =>
      new Promise<void>((resolve) => {
        end = resolve
      }),
  )
  const abort = new AbortController()
  const second = lanes.run(async () => 'second', abort.signal)
  const third = lanes.run(async () => 'third')
  abort.abort()
  await expect(second).rejects.toMatchObject({ code: 'cancelled' })
  end()
  await first
  expect(await third).toBe('third')
  await expect(lanes.run(async () => 'late', abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
  expect(await lanes.run(async () => 'free')).toBe('free')
})

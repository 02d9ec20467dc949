import { expect, test } from 'vitest'
import { FreshReads } from './fresh-reads.ts'

test('who asks during a look gets the next one, and all who wait share it', async () => {
  const ends: ((value: number) => void)[] = []
  const reads = new FreshReads(
    () =>
      new Promise<number>((resolve) => {
        ends.push(resolve)
      }),
  )
  const first = reads.get()
  const [second, third] = [reads.get(), reads.get()]
  expect(ends).toHaveLength(1)
  ends[0]?.(1)
  expect(await first).toBe(1)
  await expect.poll(() => ends.length).toBe(2)
  ends[1]?.(2)
  expect([await second, await third]).toEqual([2, 2])
  const fourth = reads.get()
  ends[2]?.(3)
  expect(await fourth).toBe(3)
})

test('a look that fails fails for its askers alone', async () => {
  let count = 0
  const reads = new FreshReads(async () => {
    count += 1
    if (count === 1) throw new Error('no')
    return count
  })
  const [first, second] = [reads.get(), reads.get()]
  await expect(first).rejects.toThrow('no')
  expect(await second).toBe(2)
})

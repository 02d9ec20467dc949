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
  expect(lanes.open).toBe(true)
})

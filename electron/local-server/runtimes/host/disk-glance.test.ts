import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { DiskGlance } from './disk-glance.ts'

const gib = 1024 ** 3

test('a disk that fills fast is alarming until it was looked at; one that fills slowly or empties is not', async () => {
  let free = 50 * gib
  const glance = new DiskGlance(async () => free)
  expect(await glance.isAlarming()).toBe(false)
  free -= 0.9 * gib
  expect(await glance.isAlarming()).toBe(false)
  free -= 0.2 * gib
  expect([await glance.isAlarming(), await glance.isAlarming()]).toEqual([true, true])
  await glance.looked()
  expect(await glance.isAlarming()).toBe(false)
  free += 20 * gib
  expect(await glance.isAlarming()).toBe(false)
})

test('a real disk is read', async () => {
  const glance = DiskGlance.of(tmpdir())
  await glance.looked()
  expect(await glance.isAlarming()).toBe(false)
})

import { Buffer } from 'node:buffer'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Uploads } from './uploads.ts'

const mebibyte = 1024 ** 2
const gibibyte = 1024 ** 3

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uploads-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Uploads so much, in pieces. @returns how much was written. */
async function upload(uploads: Uploads, size: number, hasTargetFirst = false): Promise<number> {
  const piece = Buffer.alloc(mebibyte)
  return uploads.collect(
    async ({ write, hasTarget }) => {
      await write(piece)
      if (hasTargetFirst) hasTarget()
      for (let done = piece.length; done < size; done += piece.length) await write(piece)
    },
    async (content) => content.size,
  )
}

test('an upload ends before the disk is full: room for its copy in the sandbox and a reserve stay', async () => {
  let free = gibibyte + 100 * mebibyte
  const uploads = await Uploads.in(join(folder, 'uploads'), async () => free)
  expect(await upload(uploads, 60 * mebibyte)).toBe(60 * mebibyte)
  await expect(upload(uploads, 120 * mebibyte)).rejects.toMatchObject({ status: 507, code: 'disk_full' })
  expect(await readdir(join(folder, 'uploads'))).toEqual([])
  // What the refused one had is given back.
  free += 40 * mebibyte
  expect(await upload(uploads, 120 * mebibyte)).toBe(120 * mebibyte)
})

test('on a disk that has only its reserve every upload that does not stay in memory is refused, however small', async () => {
  const uploads = await Uploads.in(join(folder, 'uploads'), async () => gibibyte)
  for (let round = 0; round < 3; round += 1) {
    await expect(upload(uploads, mebibyte)).rejects.toMatchObject({ status: 507 })
  }
})

test('uploads that nobody knows a sandbox for hold little together, and no other one up', async () => {
  const limits = { all: 20 * mebibyte, withoutTarget: 4 * mebibyte }
  const uploads = await Uploads.in(join(folder, 'uploads'), async () => 1000 * gibibyte, limits)
  await uploads.collect(
    ({ write }) => write(Buffer.alloc(3 * mebibyte)),
    async () => {
      await expect(upload(uploads, 2 * mebibyte)).rejects.toMatchObject({ status: 503, code: 'busy' })
      expect(await upload(uploads, 17 * mebibyte, true)).toBe(17 * mebibyte)
      await expect(upload(uploads, 18 * mebibyte, true)).rejects.toMatchObject({ status: 503, code: 'busy' })
    },
  )
  expect(await upload(uploads, 4 * mebibyte)).toBe(4 * mebibyte)
  expect(await upload(uploads, 20 * mebibyte, true)).toBe(20 * mebibyte)
})

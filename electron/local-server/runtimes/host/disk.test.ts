import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { link, mkdir, mkdtemp, open, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endProcesses, gibibytes, measureDisk } from './disk.ts'
import { readProcess } from './process-table.ts'

const mib = 1024 * 1024

/** As for root, and as for a user who cannot read everything. */
const readAll = ([program = '', ...args]: readonly string[]) => ({ program, args, cwd: '/', env: {} })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const ourselves = () => {
  const found = readProcess(process.pid)
  if (found === undefined) throw new Error('This process is not seen')
  return found
}

test('what is on the disk counts: no holes, a file of two names once, nothing behind a link', async () => {
  const [a, b] = [join(folder, 'a'), join(folder, 'b')]
  await mkdir(a)
  await mkdir(b)
  await writeFile(join(a, 'file'), Buffer.alloc(2 * mib, 1))
  await link(join(a, 'file'), join(b, 'again'))
  await symlink('/usr', join(b, 'link'))
  const sparse = await open(join(b, 'sparse'), 'w')
  await sparse.truncate(1024 ** 4)
  await sparse.close()
  const { bytes } = await measureDisk([a, b], [], readAll)
  expect(bytes).toBeGreaterThanOrEqual(2 * mib)
  expect(bytes).toBeLessThan(3 * mib)
})

test('empty files count too, since a disk has only so many', async () => {
  for (let number = 0; number < 300; number += 1) await writeFile(join(folder, `${number}`), '')
  expect((await measureDisk([folder], [], readAll)).bytes).toBeGreaterThan(300 * 4096)
})

test('names of any bytes, a folder that is closed and one that is not there', async () => {
  await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x0a, 0x27, 0x80])]), 'x'.repeat(9000))
  await mkdir(join(folder, 'closed'), { mode: 0 })
  expect((await measureDisk([folder], [], readAll)).bytes).toBeGreaterThan(9000)
  await expect(measureDisk([join(folder, 'missing')], [], readAll)).rejects.toThrow('ENOENT')
})

test('a file that lost its name counts while it is open, and who has one open for writing is known', async () => {
  const path = join(folder, 'file')
  await writeFile(path, Buffer.alloc(4 * mib, 1))
  const reader = await open(path)
  expect((await measureDisk([folder], [ourselves()], readAll)).writers).toEqual([])
  const writer = await open(path, 'r+')
  await unlink(path)
  const state = await measureDisk([folder], [ourselves()], readAll)
  expect(state.writers.map(({ pid }) => pid)).toEqual([process.pid])
  expect(state.bytes).toBeGreaterThanOrEqual(4 * mib)
  expect(state.bytes).toBeLessThan(5 * mib)
  await reader.close()
  await writer.close()
  expect((await measureDisk([folder], [ourselves()], readAll)).bytes).toBeLessThan(mib)
})

test('a process is ended only if it still is the one that was seen', async () => {
  const child = spawn('sleep', ['1000'])
  const exited = once(child, 'exit')
  await once(child, 'spawn')
  const seen = readProcess(child.pid ?? 0)
  if (seen === undefined) throw new Error('The child is not seen')
  expect(endProcesses([{ ...seen, startTicks: seen.startTicks - 1 }])).toBe(0)
  expect(endProcesses([seen])).toBe(1)
  expect((await exited)[1]).toBe('SIGKILL')
  expect(endProcesses([seen])).toBe(0)
})

test('sizes are said in the unit of the limit', () => {
  expect([gibibytes(10 * 1024 ** 3), gibibytes(1.5 * 1024 ** 3), gibibytes(mib)]).toEqual([
    '10.0 GiB',
    '1.50 GiB',
    '0.00 GiB',
  ])
})

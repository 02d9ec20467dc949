import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { logChild } from './child-log.ts'
import { temporaryFolder } from './testing/folders.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

const megabyte = 1024 * 1024
const file = () => path.join(folder.path, 'logs', 'vault.log')

/** Logs these chunks and waits until they are written. */
async function write(...chunks: readonly Buffer[]): Promise<void> {
  const logged = logChild(folder.path, 'vault', Readable.from(chunks, { objectMode: false }))
  await logged
}

it('adds to the log of the starts before', async () => {
  await write(Buffer.from('one\n'))
  await write(Buffer.from('two\n'), Buffer.from('three\n'))
  expect(await readFile(file(), 'utf8')).toBe('one\ntwo\nthree\n')
  expect((await stat(file())).mode & 0o777).toBe(0o600)
})

it('puts a full log aside while the child speaks', async () => {
  await write(Buffer.alloc(4 * megabyte, 'a'), Buffer.alloc(4 * megabyte, 'b'))
  expect((await stat(file())).size).toBe(4 * megabyte)
  expect((await stat(file().replace('.log', '.old.log'))).size).toBe(4 * megabyte)
})

it('drops what it cannot write, so that the child never waits', async () => {
  await mkdir(path.join(folder.path, 'logs'))
  await mkdir(file())
  await write(Buffer.alloc(megabyte))
  await writeFile(path.join(folder.path, 'blocked'), '')
  await logChild(path.join(folder.path, 'blocked'), 'vault', Readable.from([Buffer.alloc(megabyte)]))
})

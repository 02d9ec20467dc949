import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SandboxFolders } from './sandbox-folders.ts'

const onFault = (error: unknown) => {
  throw error
}
let root: string
let folders: SandboxFolders
beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'sandbox-folders-')), 'sandboxes')
  folders = new SandboxFolders(root, undefined, onFault)
  await folders.prepare()
})
afterEach(() => rm(join(root, '..'), { recursive: true, force: true }))

test('their rights are those of any system, whatever the server’s mask is', async () => {
  const mask = process.umask(0o077)
  const places = await folders.make('abc').finally(() => process.umask(mask))
  const modes = await Promise.all(
    [places.tmp, places.home, places.output, places.settings, root].map(async (path) => (await stat(path)).mode),
  )
  expect(modes.map((mode) => (mode & 0o7777).toString(8))).toEqual(['1777', '755', '700', '755', '700'])
})

test('removed they are gone at once, and the next of the same name is empty', async () => {
  const { tmp } = await folders.make('abc')
  await mkdir(join(tmp, 'closed'), { mode: 0 })
  await writeFile(join(tmp, 'file'), 'x')
  await folders.remove('abc')
  const again = await folders.make('abc')
  expect([again.tmp, await readdir(again.tmp)]).toEqual([tmp, []])
  await folders.settled()
  expect(await readdir(root)).toEqual(['abc'])
  await folders.remove('never-made'.replaceAll('-', ''))
})

test('what a killed server left is removed by the next start', async () => {
  const { home } = await folders.make('abc')
  await writeFile(join(home, 'file'), 'x')
  const next = new SandboxFolders(root, undefined, onFault)
  await next.prepare()
  await next.settled()
  expect(await readdir(root)).toEqual([])
})

test('no id leads out of their folder', async () => {
  for (const id of ['../x', '', '.', 'a/b', 'A']) await expect(folders.make(id)).rejects.toThrow('is no sandbox')
})

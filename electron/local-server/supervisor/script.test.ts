import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pythonScript } from './script.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'script-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(path: string): Promise<string> {
  const file = join(folder, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, '')
  return file
}

const from = (module: string) => pythonScript('supervisor.py', pathToFileURL(join(folder, module)).href)

test('from the sources it is found in shared/supervisor', async () => {
  const file = await put('shared/supervisor/supervisor.py')
  expect(from('electron/local-server/supervisor/script.ts')).toBe(file)
})

test('from the bundle it is found beside it', async () => {
  const file = await put('out/supervisor/supervisor.py')
  expect(from('out/node/local-server.mjs')).toBe(file)
})

test('from a packaged application it is found outside the archive, where Python can read it', async () => {
  await put('app.asar/out/supervisor/supervisor.py')
  const file = await put('app.asar.unpacked/out/supervisor/supervisor.py')
  expect(from('app.asar/out/node/local-server.mjs')).toBe(file)
})

test('an installation without it says so', () => {
  expect(() => from('out/node/local-server.mjs')).toThrow('supervisor.py is missing from this installation')
})

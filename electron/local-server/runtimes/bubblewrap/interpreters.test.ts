import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findNode, findProgram, findPython } from './interpreters.ts'

let folder: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'interpreters-')))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function program(path: string, content = '#!/bin/sh\n'): Promise<string> {
  const file = join(folder, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, content)
  await chmod(file, 0o755)
  return file
}

/** A Python that says of itself what the test wants, behind a wrapper as version managers put it on PATH. */
const wrapper = (answer: object) => `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`

test('the computer’s own Python is behind all links and needs no bind below /usr', async () => {
  const python = await findPython()
  expect(python?.path).toBe(await realpath(python?.path ?? ''))
  expect(python?.bind === undefined).toBe(python?.path.startsWith('/usr/'))
})

test('a Python outside /usr is bound by its whole installation', async () => {
  await program('bin/python3', wrapper({ ok: true, path: '/opt/py/bin/python3.12', prefix: '/opt/py' }))
  expect(await findPython(join(folder, 'bin'), [])).toEqual({ path: '/opt/py/bin/python3.12', bind: '/opt/py' })
})

test.each([
  ['too old', wrapper({ ok: false, path: '/opt/py/bin/python3', prefix: '/opt/py' })],
  ['without ctypes', '#!/bin/sh\nexit 1\n'],
  ['that would show the whole computer', wrapper({ ok: true, path: '/opt/python3', prefix: '/' })],
])('a Python %s is passed over', async (_what, content) => {
  await program('bin/python3', content)
  expect(await findPython(join(folder, 'bin'), [])).toBeUndefined()
})

test('a Node of a version manager is bound by its installation, a lone one by its file', async () => {
  const managed = await program('v24/bin/node')
  await mkdir(join(folder, 'v24/lib/node_modules'), { recursive: true })
  await mkdir(join(folder, 'bin'))
  await symlink(managed, join(folder, 'bin/node'))
  expect(findNode(join(folder, 'bin'), [])).toEqual({ path: managed, bind: join(folder, 'v24') })
  const lone = await program('lone/node')
  expect(findNode(join(folder, 'lone'), [])).toEqual({ path: lone, bind: lone })
})

test('a project’s own Node is none of this computer’s', async () => {
  await program('project/node_modules/.bin/node')
  expect(findNode(join(folder, 'project/node_modules/.bin'), [])).toBeUndefined()
})

test('what is on PATH and cannot be run is no program', async () => {
  const file = await program('bin/bwrap')
  expect(findProgram('bwrap', join(folder, 'bin'), [])).toBe(file)
  await chmod(file, 0o644)
  expect(findProgram('bwrap', join(folder, 'bin'), [])).toBeUndefined()
  await mkdir(join(folder, 'dir/bwrap'), { recursive: true })
  expect(findProgram('bwrap', `relative:${join(folder, 'dir')}`, [])).toBeUndefined()
})

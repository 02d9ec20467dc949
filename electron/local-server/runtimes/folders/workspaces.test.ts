import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FolderWorkspaces } from './workspaces.ts'

let folder: string
let root: string
let faults: unknown[]
let workspaces: FolderWorkspaces
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workspaces-'))
  root = join(folder, 'workspaces')
  faults = []
  workspaces = opened()
  await workspaces.prepare()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const opened = () => new FolderWorkspaces(root, undefined, (error) => faults.push(error))

/** Removes nothing before the gate is opened, and nothing with an `immutable` in it at all. */
async function stubRemoval(): Promise<{ readonly openGate: () => Promise<() => Promise<void>> }> {
  const [programs, gate] = [join(folder, 'programs'), join(folder, 'gate')]
  await promisify(execFile)('mkfifo', [gate])
  await mkdir(programs)
  // To open a pipe for reading waits for one who writes.
  const script = `#!/bin/sh\n: <'${gate}'\n[ ! -e "$3/immutable" ] || { echo 'not permitted' >&2; exit 1; }\nexec /bin/rm "$@"\n`
  await writeFile(join(programs, 'rm'), script, { mode: 0o755 })
  vi.stubEnv('PATH', `${programs}${delimiter}${process.env.PATH}`)
  return {
    openGate: async () => {
      const writer = await open(gate, 'r+')
      return () => writer.close()
    },
  }
}

test('left-overs hold nobody up, and one that cannot be removed fails nothing: it is told, and taken at the next start', async () => {
  const [kept, large, stubborn] = [await workspaces.create(), await workspaces.create(), await workspaces.create()]
  await writeFile(join(root, stubborn, 'immutable'), 'x')
  await writeFile(join(root, large, 'file'), 'x')
  await mkdir(join(root, 'removed-by-a-killed-server'))
  const { openGate } = await stubRemoval()

  await workspaces.keepOnly(new Set([kept]))
  const names = await readdir(root)
  expect(names).toHaveLength(4)
  expect(names.filter((name) => !name.startsWith('removed-'))).toEqual([kept])
  const closeGate = await openGate()
  await workspaces.settled()
  await closeGate()
  expect(faults).toEqual([expect.objectContaining({ message: expect.stringContaining('not permitted') })])
  expect(await readdir(root)).toHaveLength(2)

  vi.unstubAllEnvs()
  const next = opened()
  await next.keepOnly(new Set([kept]))
  await next.settled()
  expect(await readdir(root)).toEqual([kept])
  expect(faults).toHaveLength(1)
})

test('removed it is gone at once, also for who lost the list, and no error when it is not there', async () => {
  const id = await workspaces.create()
  await writeFile(join(root, id, 'file'), 'x')
  const { openGate } = await stubRemoval()
  await workspaces.remove(id)
  await workspaces.remove(id)
  await expect(workspaces.isEmpty(id)).rejects.toThrow('ENOENT')
  expect(await opened().setAside(new Set())).toBeUndefined()
  const closeGate = await openGate()
  await workspaces.settled()
  await closeGate()
  expect([await readdir(root), faults]).toEqual([[], []])
  await expect(workspaces.remove('../x')).rejects.toThrow('is no workspace')
})

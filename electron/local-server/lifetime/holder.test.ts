import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readHolder, removeHolder, writeHolder } from './holder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holder-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

const holder = (pid: number) => ({ pid, version: '1.2.3', socket: '/x.sock' })

test('who has the folder is told while it lives, and removes only what it wrote itself', async () => {
  expect(readHolder(folder)).toBeUndefined()
  writeHolder(folder, holder(process.pid))
  expect(readHolder(folder)).toEqual(holder(process.pid))
  removeHolder(folder)
  expect(await readdir(folder)).toEqual([])

  const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(ended, 'exit')
  writeHolder(folder, holder(ended.pid ?? 0))
  expect(readHolder(folder)).toBeUndefined()
  removeHolder(folder)
  expect(await readdir(folder)).toEqual(['holder.json'])
})

test('another user’s server, to which no signal may be sent, lives', () => {
  writeHolder(folder, holder(4711))
  vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
  })
  expect(readHolder(folder)).toEqual(holder(4711))
})

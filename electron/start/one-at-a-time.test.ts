import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { oneAtATime } from './one-at-a-time.mjs'
import { temporaryFolder } from './temporary-folder.ts'

test('a second one waits until the first is done', async () => {
  const lock = path.join(temporaryFolder(), 'lock')
  const order: string[] = []
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  const first = oneAtATime(lock, async () => {
    order.push('first begins')
    await promise
    order.push('first ends')
  })
  const second = oneAtATime(
    lock,
    async () => order.push('second'),
    () => {
      order.push('second waits')
      resolve()
    },
  )
  await Promise.all([first, second])
  expect(order).toEqual(['first begins', 'second waits', 'first ends', 'second'])
  expect(existsSync(lock)).toBe(false)
})

test('a lock that a killed process left behind is taken', async () => {
  const lock = path.join(temporaryFolder(), 'lock')
  const ended = spawnSync(process.execPath, ['--version'])
  writeFileSync(lock, String(ended.pid))
  expect(await oneAtATime(lock, async () => 'done')).toBe('done')
})

test('a lock without a number, as a full disk left it, is taken', async () => {
  const lock = path.join(temporaryFolder(), 'lock')
  writeFileSync(lock, '')
  expect(await oneAtATime(lock, async () => 'done')).toBe('done')
})

test('a lock whose number belongs to another program by now is taken', async () => {
  const lock = path.join(temporaryFolder(), 'lock')
  writeFileSync(lock, String(process.ppid))
  const before = new Date(Date.now() - 3_600_000)
  utimesSync(lock, before, before)
  expect(await oneAtATime(lock, async () => 'done')).toBe('done')
})

test('nothing but the lock is left while it is held, and nothing afterwards', async () => {
  const lock = path.join(temporaryFolder(), 'lock')
  expect(await oneAtATime(lock, async () => readdirSync(path.dirname(lock)))).toEqual(['lock'])
  expect(readdirSync(path.dirname(lock))).toEqual([])
})

test('work that failed gives the lock back', async () => {
  const lock = path.join(temporaryFolder(), 'lock')
  const failing = oneAtATime(lock, async () => {
    throw new Error('no space')
  })
  await expect(failing).rejects.toThrow('no space')
  expect(existsSync(lock)).toBe(false)
})

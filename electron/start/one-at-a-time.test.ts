import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
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

test('work that failed gives the lock back', async () => {
  const lock = path.join(temporaryFolder(), 'lock')
  const failing = oneAtATime(lock, async () => {
    throw new Error('no space')
  })
  await expect(failing).rejects.toThrow('no space')
  expect(existsSync(lock)).toBe(false)
})

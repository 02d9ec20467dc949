import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { endOf, exitOf, killLate } from './end-child.ts'

const run = (code: string) => spawn(process.execPath, ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] })

it('waits for a child that ends when it is told to', async () => {
  const child = run('process.stdin.resume()')
  const exited = exitOf(child)
  child.stdin.end()
  await killLate(exited, () => child.kill('SIGKILL'), 60_000)
  expect(endOf(child)).toBe('0')
})

it('kills a child that does not', async () => {
  const child = run('setInterval(() => {}, 1000)')
  const exited = exitOf(child)
  child.stdin.end()
  await killLate(exited, () => child.kill('SIGKILL'), 50)
  expect(endOf(child)).toBe('SIGKILL')
})

it('takes a child that could not be started as ended', async () => {
  const child = spawn('/nowhere/no-such-program', { stdio: 'ignore' })
  await exitOf(child)
  expect(endOf(child)).toBe('not started')
})

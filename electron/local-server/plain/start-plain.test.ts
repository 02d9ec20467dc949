import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readArguments } from '../arguments.ts'
import { ApiUser } from '../testing/http-client.ts'
import { readPlainArguments, spellOut } from './arguments.ts'
import { settingsOf } from './options.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-plain-test-'))
})
afterAll(async () => await rm(folder, { recursive: true, force: true }))

/** A server that answers. */
async function start(...args: readonly string[]) {
  const env = { ...process.env, TMPDIR: folder }
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env })
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  const { port } = Object(JSON.parse(value ?? '')).ready
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    return await once(child, 'exit')
  }
  return { address: { host: '127.0.0.1', port: Number(port) } as const, end }
}

test('the program plays a server filled with sessions, and what it leaves when it is killed is removed by the next', async () => {
  const { address, end } = await start('--plain', '--port', '0', '--seed-sessions', '10000')
  const seen: { readonly [field: string]: unknown }[] = []
  for (const name of ['mira', 'jonas', 'ines', 'tariq', 'agent-7']) {
    const { sessions } = (await (await ApiUser.named(address, name)).call('GET', '/sessions')).json
    if (!Array.isArray(sessions)) throw new Error(`${name} has none`)
    if (name === 'mira') expect(sessions.length).toBeGreaterThan(8900)
    seen.push(...sessions.map(Object))
  }
  // Some ended in the meantime.
  expect(seen.length).toBeGreaterThanOrEqual(9900)
  const different = (field: string) => new Set(seen.map((session) => JSON.stringify(session[field]))).size
  expect(different('id')).toBe(seen.length)
  expect(different('status')).toBe(2)
  expect(different('image')).toBe(4)
  for (const field of ['created_at', 'expires_at', 'metadata']) expect(different(field)).toBeGreaterThan(5000)
  // Its sandboxes are real ones, five of them warm.
  const user = await ApiUser.named(address, 'mira')
  expect((await user.call('GET', '/sandbox/stats')).json.idle).toBe(5)
  expect(await user.output(await user.sandbox(), ['echo', 'real'])).toBe('real')
  await end('SIGKILL')
  const left = await readdir(folder)
  expect(left).toHaveLength(1)
  const note = join(folder, left[0] ?? '', 'runtime', 'control-groups')
  const groups = (await readFile(note, 'utf8').catch(() => '')).split('\n').filter((path) => path !== '')
  const next = await start('--plain=stored', '--port', '0')
  expect(await readdir(folder)).not.toEqual(expect.arrayContaining(left))
  for (const group of groups) expect(existsSync(group)).toBe(false)
  expect(await next.end('SIGTERM')).toEqual([0, null])
  expect(await readdir(folder)).toEqual([])
})

test('the flags', () => {
  expect(spellOut(['--plain', '--port', '1'])).toEqual(['--plain=memory', '--port', '1'])
  expect(readPlainArguments({})).toBeUndefined()
  expect(readPlainArguments({ plain: 'stored' })).toEqual({ deployment: 'stored', timeScale: 1 })
  expect(readPlainArguments({ plain: 'memory', 'seed-sessions': '3', 'time-scale': '1.5' })).toEqual({
    deployment: 'memory',
    timeScale: 1.5,
    seed: { count: 3 },
  })
})

test.each([
  [{ plain: 'other' }, 'memory or stored'],
  [{ 'seed-sessions': '3' }, 'go with --plain'],
  [{ plain: 'memory', 'seed-sessions': '0' }, 'a number from'],
  [{ plain: 'memory', 'seed-sessions': 'many' }, 'a number from'],
  [{ plain: 'memory', 'time-scale': '-1' }, 'a number from'],
])('flags that cannot be meant are refused: %j', (values, words) => {
  expect(() => readPlainArguments(values)).toThrow(words)
})

test.each([
  [['--data', '/x']],
  [['--socket', '/x']],
  [['--runtime', 'unisolated']],
  [['--sandbox-disk', '1']],
  [['--sandbox-processes', '9']],
  [['--end-when-idle', '5']],
  [['--log']],
  [['--probe']],
])('beside it %j is refused', (more) => {
  const refused = () => readArguments(['--plain', '--human', ...more])
  expect(refused).toThrow('--plain keeps nothing')
  expect(refused).toThrow(`leave out ${more.filter((word) => word.startsWith('--')).join(', ')}`)
  expect(readArguments(['--plain', '--port', '0']).plain).toEqual({ deployment: 'memory', timeScale: 1 })
})

test('every time is divided by the scale, but those that are named', () => {
  const { times } = settingsOf({ timeScale: 60, times: { token: 5 } })
  expect([times.idle, times.answer, times.reclaim, times.token]).toEqual([500, 5000, 60_000, 5])
})

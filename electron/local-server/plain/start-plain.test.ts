import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiUser } from '../testing/http-client.ts'
import { readPlainArguments, spellOut } from './arguments.ts'
import { settingsOf } from './options.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-plain-test-'))
})
afterAll(async () => await rm(folder, { recursive: true, force: true }))

function run(...args: readonly string[]) {
  const env = { ...process.env, TMPDIR: folder }
  return spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
}

test('the program plays the reference server, filled with sessions, and leaves nothing behind', async () => {
  const child = run('--plain', '--port', '0', '--seed-sessions', '10000')
  const exited = once(child, 'exit')
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  const { port } = Object(JSON.parse(value ?? '')).ready
  const address = { host: '127.0.0.1', port } as const
  const seen: { readonly [field: string]: unknown }[] = []
  for (const name of ['mira', 'jonas', 'ines', 'tariq', 'agent-7']) {
    const { sessions } = (await (await ApiUser.named(address, name)).call('GET', '/sessions')).json
    if (!Array.isArray(sessions)) throw new Error(`${name} has none`)
    if (name === 'mira') expect(sessions.length).toBeGreaterThan(8900)
    seen.push(...sessions.map(Object))
  }
  // Some ended in the meantime.
  expect(seen.length).toBeGreaterThan(9900)
  const different = (field: string) => new Set(seen.map((session) => JSON.stringify(session[field]))).size
  expect(different('id')).toBe(seen.length)
  expect(different('status')).toBe(2)
  expect(different('image')).toBe(4)
  for (const field of ['created_at', 'expires_at', 'metadata']) expect(different(field)).toBeGreaterThan(5000)
  // Its sandboxes are real ones, five of them warm.
  const user = await ApiUser.named(address, 'mira')
  expect((await user.call('GET', '/sandbox/stats')).json.idle).toBe(5)
  expect(await user.output(await user.sandbox(), ['echo', 'real'])).toBe('real')
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(await readdir(folder)).toEqual([])
})

test('a taken port is said in a sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  const child = run('--plain=stored', '--human', '--port', port)
  const [words, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect([code, words]).toEqual([1, `Port ${port} is taken by another program. Choose another one with --port.\n`])
  expect(await readdir(folder)).toEqual([])
  other.close()
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
  [{ plain: 'memory', 'seed-sessions': '0' }, 'above 0'],
  [{ plain: 'memory', 'seed-sessions': 'many' }, 'above 0'],
  [{ plain: 'memory', 'time-scale': '-1' }, 'above 0'],
])('flags that cannot be meant are refused: %j', (values, words) => {
  expect(() => readPlainArguments(values)).toThrow(words)
})

test('every time is divided by the scale, but those that are named', () => {
  const { times } = settingsOf({ timeScale: 60, times: { token: 5 } })
  expect([times.idle, times.answer, times.reclaim, times.token]).toEqual([500, 5000, 60_000, 5])
})

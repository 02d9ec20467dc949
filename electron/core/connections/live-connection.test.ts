import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LyingServer, Reply } from '../testing/lying-server.ts'
import { startLyingServer } from '../testing/lying-server.ts'
import { LiveConnection } from './live-connection.ts'

let server: LyingServer
let live: LiveConnection
let replies: Map<string, Reply>
let accepted: string
/** Each state that it was in. */
let states: string[]
let issued: number

const ended: Reply = { status: 401, body: { error: 'unauthorized', message: 'token expired' } }

beforeEach(async () => {
  replies = new Map<string, Reply>([
    ['/api/v1/sessions', { body: { sessions: [] } }],
    ['/health', { body: { status: 'ok' } }],
  ])
  accepted = 'token-1'
  issued = 0
  server = await startLyingServer(({ path, authorization }) => {
    if (path.endsWith('/auth/token')) {
      issued += 1
      return replies.get(path) ?? { body: { access_token: `token-${issued}`, expires_in: '86400' } }
    }
    return path === '/health' || authorization === `Bearer ${accepted}` ? replies.get(path) : ended
  })
  const { origin: address } = server
  live = new LiveConnection({
    id: 'lab',
    kind: 'server',
    name: 'Lab',
    address,
    userId: 'm',
    status: 'starting',
    skew: 0,
  })
  await live.switchTo({ origin: address }, { userId: 'm', role: 'user' })
  await live.probe()
  states = []
  void (async () => {
    for await (const { status } of live.state.watch(new AbortController().signal)) states.push(status)
  })()
})

afterEach(async () => {
  vi.useRealTimers()
  await live.close()
  await server.close()
})

test('a token that ended and is renewed is no refusal', async () => {
  const told: string[] = []
  const { setStatus } = live
  live.setStatus = (...state) => {
    told.push(state[0])
    setStatus.apply(live, state)
  }
  accepted = 'token-2'
  expect(await live.api.listSessions()).toEqual([])
  expect(told).toEqual([])
  expect(states).not.toContain('refused')
})

test('a token that cannot be renewed is one, and so is a new one that is refused', async () => {
  accepted = 'none of these'
  await expect(live.api.listSessions()).rejects.toMatchObject({ code: 'auth' })
  expect(live.state.value).toMatchObject({ status: 'refused', error: { code: 'auth' } })
})

test('a pasted token that is refused is one', async () => {
  live.api.setToken('worn-out')
  await expect(live.api.listSessions()).rejects.toMatchObject({ code: 'auth' })
  expect(live.state.value).toMatchObject({ status: 'refused', error: { code: 'auth' } })
})

test('a 502 on a session that the list does not hold says nothing of the connection', async () => {
  const told: string[] = []
  const { setStatus } = live
  live.setStatus = (...state) => {
    told.push(state[0])
    setStatus.apply(live, state)
  }
  replies.set('/api/v1/sessions/s-1', { status: 502, body: { error: 'service_unavailable' } })
  await expect(live.api.getSession('s-1')).rejects.toMatchObject({ code: 'gone' })
  expect(told).toEqual([])
  replies.set('/api/v1/sessions', { status: 502, body: '' })
  await expect(live.api.getSession('s-1')).rejects.toMatchObject({ code: 'unavailable', status: 502 })
  expect(live.state.value.status).toBe('unavailable')
})

test('a full pool says nothing of the connection, a proxy’s 503 in its place does', async () => {
  replies.set('/api/v1/sandbox/acquire', { status: 503, body: 'sandbox pool exhausted\n' })
  await expect(live.api.acquireSandbox()).rejects.toMatchObject({ code: 'unavailable', status: 503 })
  expect(live.state.value.status).toBe('ready')
  replies.set('/api/v1/sandbox/acquire', { status: 503, body: '<html>' })
  await expect(live.api.acquireSandbox()).rejects.toMatchObject({ code: 'unavailable', status: 503 })
  expect(live.state.value.status).toBe('unavailable')
})

test('uses of sandboxes are kept for two hours, whatever the clock is set to', async () => {
  const hour = 3_600_000
  replies.set('/api/v1/execute', { body: { exit_code: 0 } })
  const use = async (sandboxId: string) => await live.api.execute({ sandboxId, command: ['true'], timeout: 1 })
  await use('a')
  const start = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: start - hour })
  expect(live.unusedFor('a')).toBeGreaterThanOrEqual(0)
  await use('b')
  expect(live.unusedFor('a')).toBeGreaterThanOrEqual(live.unusedFor('b') ?? Number.NaN)
  // As after a sleep.
  vi.setSystemTime(start + 2 * hour)
  await use('c')
  expect(['a', 'b', 'c'].filter((id) => live.unusedFor(id) !== undefined)).toEqual(['c'])
})

import { afterEach, expect, test } from 'vitest'
import type { AppError } from '../../../shared/domain/errors.ts'
import type { Answer, LyingServer } from '../testing/lying-server.ts'
import { startLyingServer } from '../testing/lying-server.ts'
import { SandboxApi } from './client.ts'
import { requestsPerConnection } from './connection-pool.ts'

const ending: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0)) await end()
})

interface Setup {
  readonly server: LyingServer
  readonly api: SandboxApi
  readonly failures: AppError[]
  readonly skews: (number | undefined)[]
}

async function setUp(answer: Answer): Promise<Setup> {
  const server = await startLyingServer(answer)
  const failures: AppError[] = []
  const skews: (number | undefined)[] = []
  const api = new SandboxApi(
    { origin: server.origin },
    { userId: 'mira', role: 'user' },
    { answered: (skew) => skews.push(skew), succeeded: () => undefined, failed: (error) => failures.push(error) },
  )
  ending.push(
    async () => await api.close(),
    async () => await server.close(),
  )
  return { server, api, failures, skews }
}

const session = {
  id: 's-1',
  user_id: 'mira',
  status: 'active',
  created_at: '2026-11-23T10:00:00.12345678Z',
  expires_at: '2026-11-24T11:00:00+01:00',
}
const list = { body: { sessions: null } }

test('a connection is changed before the server counts 200 requests on it', async () => {
  const { api, server } = await setUp(({ path }) => (path === '/api/v1/sessions' ? list : undefined))
  for (let i = 0; i < requestsPerConnection + 10; i += 1) await api.listSessions()
  const perConnection = new Map<number, number>()
  for (const { connection } of server.received) perConnection.set(connection, (perConnection.get(connection) ?? 0) + 1)
  expect([...perConnection.values()]).toEqual([requestsPerConnection, 11])
})

test('after a 429 the request is repeated once on a new connection', async () => {
  let refusals = 1
  const { api, server } = await setUp(({ path }) => {
    if (path !== '/api/v1/sandbox/acquire') return undefined
    return refusals-- > 0
      ? { status: 429, headers: { 'retry-after': '60' }, body: { error: 'rate_limit_exceeded', message: 'slow down' } }
      : { body: { sandbox_id: 'abcd1234', container_id: 'x', status: 'active' } }
  })
  expect(await api.acquireSandbox({ network: true })).toEqual({
    sandboxId: 'abcd1234',
    containerId: 'x',
    status: 'active',
  })
  const [, first, second] = server.received
  expect(second?.connection).not.toBe(first?.connection)
})

test('a second 429 is an error that says how long to wait', async () => {
  const { api, server } = await setUp(({ path }) =>
    path === '/api/v1/sessions' ? { status: 429, headers: { 'retry-after': '17' }, body: 'no' } : undefined,
  )
  await expect(api.listSessions()).rejects.toMatchObject({ code: 'rate-limited', retryAfter: 17, status: 429 })
  expect(server.lines().filter((line) => line === 'GET /api/v1/sessions')).toHaveLength(2)
})

test('a safe request is repeated once when a reused connection turns out closed', async () => {
  let asked = 0
  const { api, server } = await setUp(({ path }) => {
    if (path !== '/api/v1/sessions') return undefined
    asked += 1
    return asked === 2 ? 'hang up' : list
  })
  await api.listSessions()
  expect(await api.listSessions()).toEqual([])
  expect(server.received).toHaveLength(4)
})

test('a safe request is not repeated for ever', async () => {
  const { api, server } = await setUp(({ path }) => (path === '/api/v1/sessions' ? 'hang up' : undefined))
  await expect(api.listSessions()).rejects.toMatchObject({ code: 'unavailable' })
  expect(server.lines().filter((line) => line === 'GET /api/v1/sessions').length).toBeLessThanOrEqual(2)
})

test('a request that changes something is never repeated: its outcome is unknown', async () => {
  const { api, server } = await setUp(({ path }) =>
    path === '/api/v1/sessions' ? undefined : path === '/api/v1/execute' ? 'hang up' : undefined,
  )
  await api.getToken()
  await expect(api.execute({ sandboxId: 'a', command: ['true'], timeout: 5 })).rejects.toMatchObject({
    code: 'outcome-unknown',
  })
  expect(server.lines().filter((line) => line === 'POST /api/v1/execute')).toHaveLength(1)
})

test('a server that is not there is offline, and nothing was started', async () => {
  const { api, server, failures } = await setUp(() => undefined)
  await server.close()
  ending.pop()
  await expect(api.execute({ sandboxId: 'a', command: ['true'], timeout: 5 })).rejects.toMatchObject({
    code: 'offline',
  })
  expect(failures.map(({ code }) => code)).toEqual(['offline'])
})

test('many calls share one request for a token', async () => {
  const { api, server } = await setUp(({ path }) => (path === '/api/v1/sessions' ? list : undefined))
  await Promise.all(Array.from({ length: 20 }, async () => await api.listSessions()))
  expect(server.lines().filter((line) => line === 'POST /api/v1/auth/token')).toHaveLength(1)
  expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({ user_id: 'mira', role: 'user' })
})

test('a 401 renews the token once for all calls, and repeats them', async () => {
  let issued = 0
  const { api, server } = await setUp(({ path, authorization }) => {
    if (path === '/api/v1/auth/token') {
      issued += 1
      return { body: { access_token: `token-${issued}`, expires_in: '86400' } }
    }
    return authorization === 'Bearer token-2'
      ? list
      : { status: 401, body: { error: 'unauthorized', message: 'token expired' } }
  })
  await Promise.all(Array.from({ length: 8 }, async () => await api.listSessions()))
  expect(issued).toBe(2)
  expect(server.received.filter(({ path }) => path === '/api/v1/sessions')).toHaveLength(16)
})

test('a 401 with a new token is an auth error, and no loop', async () => {
  const { api, server } = await setUp(({ path }) =>
    path === '/api/v1/sessions' ? { status: 401, body: { error: 'unauthorized' } } : undefined,
  )
  await expect(api.listSessions()).rejects.toMatchObject({ code: 'auth' })
  expect(server.received).toHaveLength(4)
})

test('a token of ten minutes is not asked for before every request', async () => {
  const { api, server } = await setUp(({ path }) =>
    path === '/api/v1/auth/token'
      ? { body: { access_token: 'short', expires_in: '240' } }
      : path === '/api/v1/sessions'
        ? list
        : undefined,
  )
  await api.listSessions()
  await api.listSessions()
  expect(server.lines().filter((line) => line.endsWith('/auth/token'))).toHaveLength(1)
})

test.each([301, 302, 303, 307, 308])('a %i to another origin is not followed: the token stays', async (status) => {
  const thief = await startLyingServer(() => list)
  ending.push(async () => await thief.close())
  const { api } = await setUp(({ path }) =>
    path.startsWith('/api/v1/sessions')
      ? { status, headers: { location: `${thief.origin}/api/v1/sessions` } }
      : undefined,
  )
  await expect(api.listSessions()).rejects.toMatchObject({ code: 'server', status })
  await expect(api.pauseSession('s-1')).rejects.toMatchObject({ code: 'server', status })
  expect(thief.received).toEqual([])
})

test('a redirect within the server is followed, at most three times', async () => {
  const { api, server } = await setUp(({ path }) => {
    if (path === '/api/v1/sessions') return { status: 301, headers: { location: '/api/v1/sessions?a' } }
    if (path === '/api/v1/sessions?a') return { status: 308, headers: { location: '/api/v1/sessions?b' } }
    if (path === '/api/v1/sessions?b') return list
    if (path.startsWith('/api/v1/sandbox/stats')) return { status: 302, headers: { location: `${path}x` } }
    return undefined
  })
  expect(await api.listSessions()).toEqual([])
  await expect(api.getSandboxStats()).rejects.toMatchObject({ code: 'server', status: 302 })
  expect(server.lines().filter((line) => line.includes('stats'))).toHaveLength(4)
})

test('a 502 on a session that the list does not hold means that it is gone', async () => {
  const broken = { status: 502, body: { error: 'service_unavailable', message: 'dial tcp: http://localhost:9090' } }
  const { api } = await setUp(({ path }) =>
    path === '/api/v1/sessions'
      ? { body: { sessions: [session] } }
      : path.startsWith('/api/v1/sessions/')
        ? broken
        : undefined,
  )
  await expect(api.getSession('s-2')).rejects.toMatchObject({ code: 'gone' })
  await expect(api.pauseSession('s-2')).rejects.toMatchObject({ code: 'gone' })
  await expect(api.getSession('s-1')).rejects.toMatchObject({ code: 'unavailable', status: 502 })
})

test('a 502 while the list fails too is a server that does not work, without its inner address', async () => {
  const { api } = await setUp(({ path }) =>
    path.startsWith('/api/v1/sessions')
      ? { status: 502, body: { error: 'service_unavailable', message: 'http://localhost:9090 refused' } }
      : undefined,
  )
  const error = await api.getSession('s-2').catch((thrown: unknown) => thrown as AppError)
  expect(error).toMatchObject({ code: 'unavailable', status: 502 })
  expect((error as AppError).message).not.toMatch(/localhost|9090/)
})

test('a call that is aborted ends at once, and says nothing of the connection', async () => {
  const { api, failures } = await setUp(({ path }) => (path.startsWith('/api/v1/auth') ? undefined : 'silence'))
  await api.getToken()
  const abort = new AbortController()
  const listing = api.listSessions({ signal: abort.signal })
  abort.abort()
  await expect(listing).rejects.toMatchObject({ code: 'cancelled' })
  expect(failures).toEqual([])
})

test('null lists, missing metadata, text numbers and any time are taken', async () => {
  const { api } = await setUp(({ path }) =>
    path === '/api/v1/sessions'
      ? {
          body: {
            sessions: [
              { ...session, metadata: null, sandbox_id: '' },
              { ...session, id: '../evil' },
              { ...session, id: 's-3', status: 'dancing' },
              { ...session, id: 's-4', created_at: 'yesterday' },
            ],
          },
        }
      : undefined,
  )
  const sessions = await api.listSessions()
  expect(sessions).toHaveLength(1)
  expect(sessions[0]).toEqual({
    id: 's-1',
    userId: 'mira',
    status: 'active',
    image: '',
    cpuCount: 0,
    memoryMb: 0,
    createdAt: Date.parse('2026-11-23T10:00:00.123Z'),
    updatedAt: Date.parse('2026-11-23T10:00:00.123Z'),
    lastActiveAt: Date.parse('2026-11-23T10:00:00.123Z'),
    expiresAt: Date.parse('2026-11-24T10:00:00Z'),
    metadata: {},
  })
})

test('an answer without end is given up', async () => {
  const { api } = await setUp(({ path }) =>
    path === '/api/v1/sandbox/stats' ? { body: 'x'.repeat(5 * 1024 * 1024) } : undefined,
  )
  await expect(api.getSandboxStats()).rejects.toMatchObject({ code: 'too-large' })
})

test('an answer that is none of ours is said as such', async () => {
  const { api } = await setUp(({ path }) => (path === '/health' ? { body: '<html>Welcome</html>' } : undefined))
  await expect(api.health()).rejects.toMatchObject({ code: 'server' })
})

test('an execute always carries a limit that the gateway lets pass, and the wish for no network is sent', async () => {
  const { api, server } = await setUp(({ path }) =>
    path === '/api/v1/execute'
      ? { body: { exit_code: 0, stdout: '', stderr: '', duration_ms: 1, timed_out: false } }
      : path === '/api/v1/sandbox/acquire'
        ? { body: { sandbox_id: 'a' } }
        : undefined,
  )
  await api.execute({ sandboxId: 'a', command: ['true'], timeout: 100_000 })
  await api.execute({ sandboxId: 'a', command: ['true'], timeout: 0.2 })
  await api.acquireSandbox({ network: false })
  await api.acquireSandbox({ network: true })
  const bodies = server.received.slice(1).map(({ body }) => (body === '' ? undefined : JSON.parse(body)))
  expect(bodies).toEqual([
    { sandbox_id: 'a', command: ['true'], timeout: 290 },
    { sandbox_id: 'a', command: ['true'], timeout: 1 },
    { tie: false, network: false },
    { tie: false },
  ])
})

test('the difference of the clocks comes from the Date of an answer', async () => {
  const at = new Date(Date.now() + 3_600_000).toUTCString()
  const { api, skews } = await setUp(({ path }) =>
    path === '/health' ? { headers: { date: at }, body: { status: 'ok' } } : undefined,
  )
  await api.health()
  expect(Math.abs((skews[0] ?? 0) - 3_600_000)).toBeLessThan(30_000)
})

test('neither a token nor a user is in an address or an error', async () => {
  const { api, server, failures } = await setUp(({ path }) =>
    path === '/api/v1/sessions' ? { status: 500, body: 'boom' } : undefined,
  )
  await expect(api.listSessions()).rejects.toMatchObject({ code: 'server', message: 'boom' })
  expect(server.received.every(({ path }) => !path.includes('the-token'))).toBe(true)
  expect(JSON.stringify(failures.map(({ message }) => message))).not.toContain('the-token')
})

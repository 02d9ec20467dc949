import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiUser, send, textOf } from '../testing/http-client.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'

const json = { 'content-type': 'application/json' }

let server: TestServer
let ann: ApiUser

beforeAll(async () => {
  server = await startTestServer({ port: true })
  ann = await ApiUser.named(server.address, 'ann')
})
afterAll(() => server.close())

const port = () => ({ host: '127.0.0.1', port: server.port ?? -1 }) as const
const askToken = (body: string, headers: Record<string, string> = json) =>
  send(server.address, { method: 'POST', path: '/api/v1/auth/token', headers, body })
const claims = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
const list = (authorization?: string) =>
  send(server.address, {
    method: 'GET',
    path: '/api/v1/sessions',
    ...(authorization === undefined ? {} : { headers: { authorization } }),
  })

test('a token has the shape that clients of this API know', async () => {
  const answer = await askToken('{"user_id": "ann"}')
  expect(answer.status).toBe(200)
  expect(answer.json).toMatchObject({ token_type: 'Bearer', expires_in: '86400' })
  const { user_id: userId, role, exp, nbf, iat } = claims(textOf(answer, 'access_token'))
  expect([userId, role, exp - iat, nbf - iat]).toEqual(['ann', 'user', 86_400, 0])
  expect(textOf(await askToken('{"user_id": "ann"}'), 'access_token')).not.toBe(textOf(answer, 'access_token'))
})

test('a refresh token gives a new token of the same person, and is none itself', async () => {
  const first = await askToken('{"user_id": "ann", "role": "admin"}')
  const refresh = (token: unknown, address: Parameters<typeof send>[0] = server.address) =>
    send(address, {
      method: 'POST',
      path: '/api/v1/auth/refresh',
      headers: json,
      body: JSON.stringify({ refresh_token: token }),
    })
  const second = await refresh(first.json.refresh_token)
  expect([second.status, Object.keys(second.json).sort()]).toEqual([200, Object.keys(first.json).sort()])
  expect(claims(textOf(second, 'access_token'))).toMatchObject({ user_id: 'ann', role: 'admin' })
  expect((await list(`Bearer ${second.json.access_token}`)).status).toBe(200)
  expect((await refresh(second.json.refresh_token)).status).toBe(200)
  for (const token of [first.json.access_token, 'nonsense']) {
    const answer = await refresh(token)
    expect([answer.status, answer.json]).toEqual([401, { error: 'unauthorized', message: 'invalid token' }])
  }
  for (const token of [undefined, '', 3]) {
    const answer = await refresh(token)
    expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request'])
  }
  const owner = (await askToken('{"user_id": "me", "role": "owner"}')).json.refresh_token
  expect((await refresh(owner)).status).toBe(200)
  expect((await refresh(owner, port())).status).toBe(403)
})

test.each(['{}', '{"user_id": ""}', '{"user_id": 3}', '{', '[]', ''])('a token for %s is 400', async (body) => {
  const answer = await askToken(body)
  expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request'])
})

test('without a good token everything else is 401', async () => {
  const token = textOf(await askToken('{"user_id": "ann"}'), 'access_token')
  const refresh = textOf(await askToken('{"user_id": "ann"}'), 'refresh_token')
  const [head, body] = token.split('.')
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`
  for (const [authorization, message] of [
    [undefined, 'missing or malformed authorization header'],
    ['Basic YTpi', 'missing or malformed authorization header'],
    ['Bearer nonsense', 'invalid token'],
    [`Bearer ${head}.${body}.AAAA`, 'invalid token'],
    [`Bearer ${unsigned}`, 'invalid token'],
    [`Bearer ${refresh}`, 'invalid token'],
  ] as const) {
    const answer = await list(authorization)
    expect([answer.status, answer.json]).toEqual([401, { error: 'unauthorized', message }])
  }
  expect((await list(`Bearer ${token}`)).status).toBe(200)
})

test('the health needs no token and says what this server is', async () => {
  for (const method of ['GET', 'POST']) {
    const { status, json: health } = await send(server.address, { method, path: '/health' })
    expect(status).toBe(200)
    expect(health).toMatchObject({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      runtime: expect.stringMatching(/^bubblewrap \d/),
      limits: {
        kind: expect.stringMatching(/^(?:cgroup-v[12]|per-process)$/),
        session: { cpu_count: 1024, memory_mb: 1024 * 1024, ttl_hours: 168 },
        computer: { cpu_count: expect.any(Number), memory_mb: expect.any(Number) },
      },
      extensions: ['attach/1', 'keeps/1', 'kept/1'],
      keeps: ['workspace'],
      kept_days: 30,
      probe: { status: 'ready', languages: expect.arrayContaining([expect.stringMatching(/^Python 3\./)]) },
    })
  }
})

test('an unknown path is 404 and a wrong method 405, before any token', async () => {
  for (const [method, path, status] of [
    ['GET', '/', 404],
    ['GET', '/api/v1/nothing', 404],
    ['GET', '/api/v1/sessions/', 404],
    ['PATCH', '/api/v1/sessions', 405],
    ['HEAD', '/api/v1/sessions', 405],
    ['PUT', '/api/v1/sessions/x', 405],
    ['GET', '/api/v1/sessions/x/pause', 405],
    ['GET', '/api/v1/execute', 405],
  ] as const) {
    expect([path, (await send(server.address, { method, path })).status]).toEqual([path, status])
  }
})

test('a body that is broken or no JSON is refused with words', async () => {
  expect((await askToken('{"user_id": "ann"}', { 'content-type': 'text/plain' })).status).toBe(415)
  const token = textOf(await askToken('{"user_id": "ann"}'), 'access_token')
  const broken = await send(server.address, {
    method: 'POST',
    path: '/api/v1/execute',
    headers: { ...json, authorization: `Bearer ${token}` },
    body: '{"sandbox_id"',
  })
  expect([broken.status, broken.text]).toEqual([400, 'Invalid request body\n'])
})

test('the role owner is granted on the socket and never over a port', async () => {
  const session = await ann.session()
  const refused = await send(port(), {
    method: 'POST',
    path: '/api/v1/auth/token',
    headers: json,
    body: '{"user_id": "eve", "role": "owner"}',
  })
  expect([refused.status, refused.json.error]).toEqual([403, 'forbidden'])
  const owner = textOf(await askToken('{"user_id": "me", "role": "owner"}'), 'access_token')
  const see = (address: Parameters<typeof send>[0]) =>
    send(address, {
      method: 'GET',
      path: `/api/v1/sessions/${session}`,
      headers: { authorization: `Bearer ${owner}` },
    })
  expect((await see(server.address)).status).toBe(200)
  expect((await see(port())).status).toBe(404)
})

test('the port serves programs as the socket does', async () => {
  const user = await ApiUser.named(port(), 'sdk', 'admin')
  const sandbox = await user.sandbox()
  expect(await user.output(sandbox, ['echo', 'hi'])).toBe('hi')
  const named = await send(port(), { method: 'GET', path: '/health', headers: { host: `localhost:${server.port}` } })
  expect(named.status).toBe(200)
})

test.each([
  ['an Origin', { origin: 'https://example.com' }, 403],
  ['the Origin null', { origin: 'null' }, 403],
  ['an Origin of its own', { origin: 'http://localhost' }, 403],
  ['another Host', { host: 'rebound.example.com' }, 403],
  ['a Host without the port', { host: 'localhost' }, 403],
])('the port refuses a request with %s, to every path', async (_what, headers, status) => {
  for (const path of ['/health', '/api/v1/auth/token', '/nothing']) {
    const answer = await send(port(), {
      method: 'POST',
      path,
      headers: { ...json, ...headers },
      body: '{"user_id":"a"}',
    })
    expect([path, answer.status, answer.json.error]).toEqual([path, status, 'forbidden'])
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  }
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
  'the port refuses a body of %s, which a page could send',
  async (type) => {
    const headers = { 'content-type': type }
    const answer = await send(port(), { method: 'POST', path: '/api/v1/auth/token', headers, body: '{"user_id":"a"}' })
    expect(answer.status).toBe(415)
  },
)

test('a body without any type is refused too', async () => {
  const answer = await send(port(), { method: 'POST', path: '/api/v1/auth/token', body: '{"user_id":"a"}' })
  expect(answer.status).toBe(415)
})

test('a body that is no JSON is refused where none is read too; calls without a body pass', async () => {
  const ann = await ApiUser.named(port(), 'ann')
  const authorization = `Bearer ${ann.token}`
  const ask = (method: string, headers: Record<string, string>, body?: string) =>
    send(port(), {
      method,
      path: '/api/v1/sessions',
      headers: { authorization, ...headers },
      ...(body ? { body } : {}),
    })
  for (const method of ['GET', 'POST']) {
    for (const type of ['text/plain', 'application/json-seq', 'application/jsonx']) {
      const answer = await ask(method, { 'content-type': type, 'content-length': '2' }, '{}')
      expect([method, type, answer.status]).toEqual([method, type, 415])
    }
  }
  expect((await ask('POST', { 'content-length': '0' })).status).toBe(201)
  expect((await ask('POST', { 'content-type': 'application/json', 'content-length': '0' })).status).toBe(201)
  expect((await ask('POST', { 'content-type': 'application/json; charset=utf-8' }, '{}')).status).toBe(201)
})

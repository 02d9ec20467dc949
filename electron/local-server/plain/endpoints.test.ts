import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../testing/http-client.ts'
import { ApiUser, textOf } from '../testing/http-client.ts'
import type { PlainBench } from './testing/plain-user.ts'
import { closeBenches, startBench, Wire } from './testing/plain-user.ts'

let memory: PlainBench
let stored: PlainBench
let token: string

beforeAll(async () => {
  memory = await startBench()
  stored = await startBench({ deployment: 'stored' })
  token = textOf(await memory.user.call('POST', '/auth/token', { user_id: 'ann' }), 'access_token')
})
afterAll(closeBenches)

/** With a token, the body as it is. */
function post(path: string, body: string, more: { readonly bench?: PlainBench; readonly method?: string } = {}) {
  const { bench = memory, method = 'POST' } = more
  return bench.raw({ method, path: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` }, body })
}

function shape({ status, headers, text }: Answer) {
  return { status, type: headers['content-type'], text }
}

const words = (status: number, text: string) => ({ status, type: 'text/plain; charset=utf-8', text })
const unknown = '00000000-0000-4000-8000-000000000000'
const dead = { error: 'service_unavailable', message: 'the service at http://localhost:9090 is unavailable' }

describe('1 the gateway', () => {
  test('1 /health answers every method without a token', async () => {
    for (const method of ['GET', 'POST', 'DELETE', 'PATCH']) {
      expect((await memory.raw({ method, path: '/health' })).json).toEqual({ status: 'ok', service: 'gateway' })
    }
  })

  test('1 an unknown path, a trailing slash and a wrong method are answered before the token is looked at', async () => {
    for (const path of ['/nowhere', '/api/v1/sessions/', '/api/v1', '/health/', '/api/v1/sandbox', '/api/v1/files/x']) {
      expect(shape(await memory.raw({ method: 'GET', path }))).toEqual(words(404, '404 page not found\n'))
    }
    const wrong = [
      ['HEAD', '/api/v1/sessions'],
      ['PATCH', '/api/v1/sessions'],
      ['PUT', '/api/v1/sessions/x'],
      ['GET', '/api/v1/execute'],
      ['GET', '/api/v1/auth/token'],
      ['POST', '/api/v1/sandbox/stats'],
    ] as const
    for (const [method, path] of wrong) expect((await memory.raw({ method, path })).status).toBe(405)
  })

  test('1 a double slash is a redirect', async () => {
    const { status, headers } = await memory.raw({ method: 'GET', path: '/api//v1/sessions?x=1' })
    expect([status, headers.location]).toEqual([301, '/api/v1/sessions?x=1'])
  })

  test('1 without a token, with a wrong one and with an old one', async () => {
    const asked = async (authorization?: string) => {
      const headers = authorization === undefined ? {} : { authorization }
      return await memory.raw({ method: 'GET', path: '/api/v1/sessions', headers })
    }
    for (const header of [undefined, 'Bearer x.y.z', token, `Basic ${token}`]) {
      const answer = await asked(header)
      expect(answer.status).toBe(401)
      expect(answer.headers['content-type']).toBe('application/json')
      expect(answer.json).toEqual({ error: 'unauthorized', message: expect.any(String) })
    }
    // Expired at birth, so it is an old one.
    const { json } = await memory.user.call('POST', '/auth/token', { user_id: 'ann' })
    expect((await asked(`Bearer ${json.refresh_token}`)).json.message).toBe('token expired')
    // The scheme is the token's only secret: another server's is no good here.
    expect(
      (await stored.raw({ method: 'GET', path: '/api/v1/sessions', headers: { authorization: `Bearer ${token}` } }))
        .json,
    ).toEqual({
      error: 'unauthorized',
      message: 'invalid token',
    })
  })

  test('1 a token wants the name of a user', async () => {
    for (const body of ['', '{', '[]', '{}', '{"user_id":""}', '{"user_id":5}', '{"user_id":null}']) {
      const answer = await post('/auth/token', body)
      expect([answer.status, answer.headers['content-type']]).toEqual([400, 'text/plain; charset=utf-8'])
      expect(answer.json.error).toEqual(expect.any(String))
      expect(answer.text.endsWith('}\n')).toBe(true)
    }
  })

  test('1 a request that is none', async () => {
    const wire = await Wire.open(memory.server.port)
    wire.send('NONSENSE\r\n\r\n')
    await wire.closed
    expect(wire.received).toMatch(/^HTTP\/1.1 400 Bad Request\r\n.*400 Bad Request$/s)
  })
})

describe('1 sessions', () => {
  test('1 what is missing or broken means the defaults', async () => {
    for (const body of ['', '{"image":', 'null', '{}', '{"image":null,"unknown":1}']) {
      const { status, json } = await post('/sessions', body)
      expect(status).toBe(201)
      expect(json).toMatchObject({ image: 'python:3.11-slim', cpu_count: 2, memory_mb: 2048, status: 'active' })
    }
  })

  test.each([
    '{"ttl":"1h"}',
    '{"cpu_count":1.5}',
    '{"cpu_count":2.0}',
    '{"memory_mb":1e3}',
    '{"metadata":{"n":5}}',
    '{"image":5}',
    '[]',
    '"text"',
  ])('1 a wrong type is refused: %s', async (body) => {
    const { status, headers, text } = await post('/sessions', body)
    expect([status, headers['content-type']]).toEqual([400, 'text/plain; charset=utf-8'])
    expect(text).toMatch(/\n\n$/)
  })

  test('1 a list is null or a user’s own, in no order, without the expired ones', async () => {
    const bert = await ApiUser.named({ host: '127.0.0.1', port: memory.server.port }, 'bert')
    expect((await bert.call('GET', '/sessions')).text).toBe('{"sessions":null}\n')
    const ids: string[] = []
    for (let count = 0; count < 8; count += 1) ids.push(await bert.session())
    await bert.session({ ttl: -1 })
    const orders = new Set<string>()
    while (orders.size < 3) {
      const sessions = (await bert.call('GET', '/sessions')).json.sessions
      const listed = (Array.isArray(sessions) ? sessions : []).map((one) => String(Object(one).id))
      expect([...listed].sort()).toEqual([...ids].sort())
      orders.add(listed.join())
    }
  })

  test('1 an unknown session: 502 in memory, 404 and 400 where it is stored, and deleting it works', async () => {
    const calls = [
      ['GET', ''],
      ['POST', '/pause'],
      ['POST', '/resume'],
      ['POST', '/touch'],
      ['POST', '/bind'],
      ['DELETE', '/bind'],
    ] as const
    for (const [method, path] of calls) {
      const body = method === 'POST' && path === '/bind' ? { sandbox_id: 'x' } : undefined
      const inMemory = await memory.user.call(method, `/sessions/${unknown}${path}`, body)
      expect([inMemory.status, inMemory.headers['content-type'], inMemory.json]).toEqual([
        502,
        'application/json',
        dead,
      ])
      const answer = await stored.user.call(method, `/sessions/${unknown}${path}`, body)
      expect(shape(answer)).toEqual(
        method === 'GET' ? words(404, 'session not found\n\n') : words(400, `session not found: ${unknown}\n\n`),
      )
    }
    for (const { user } of [memory, stored]) {
      expect((await user.call('DELETE', `/sessions/${unknown}`)).text).toBe('{"success":true}\n')
    }
  })

  test('1 an expired session is a 404, and refuses everything but its deletion', async () => {
    for (const { user } of [memory, stored]) {
      const id = await user.session({ ttl: -5 })
      expect((await user.call('GET', `/sessions/${id}`)).status).toBe(404)
      for (const [path, body] of [['/pause'], ['/resume'], ['/touch'], ['/bind', {}]] as const) {
        const answer = await user.call('POST', `/sessions/${id}${path}`, body)
        expect(shape(answer)).toEqual(words(400, `session expired: ${id}\n\n`))
      }
      expect((await user.call('DELETE', `/sessions/${id}`)).status).toBe(200)
    }
  })

  test('1 pause, resume, touch and bind', async () => {
    const { user } = memory
    const id = await user.session({ ttl: 168 * 3600 * 1e9 })
    const call = async (method: string, path: string, body?: object) =>
      await user.call(method, `/sessions/${id}${path}`, body)
    expect(shape(await call('POST', '/pause'))).toEqual(words(400, 'session has no sandbox bound\n\n'))
    expect(shape(await call('POST', '/resume'))).toEqual(words(400, 'session is not paused: active\n\n'))
    expect((await post(`/sessions/${id}/bind`, '')).status).toBe(400)
    expect((await call('POST', '/bind', { sandbox_id: 'no-such' })).text).toBe('{"success":true}\n')
    const before = (await call('GET', '')).json
    expect((await call('POST', '/touch')).text).toBe('{"success":true}\n')
    const touched = (await call('GET', '')).json
    expect(touched).toEqual({ ...before, last_active_at: touched.last_active_at })
    expect(touched.last_active_at).not.toBe(before.last_active_at)
    const paused = await call('POST', '/pause')
    expect(paused.status).toBe(200)
    expect(paused.json).toMatchObject({ status: 'paused', paused_at: expect.any(String) })
    expect(paused.json.sandbox_id).toBeUndefined()
    expect(paused.json.workspace_url).toBeUndefined()
    expect(shape(await call('POST', '/pause'))).toEqual(words(400, 'session is not active: paused\n\n'))
    expect((await call('POST', '/bind', { sandbox_id: 'other' })).status).toBe(200)
    expect((await call('GET', '')).json.sandbox_id).toBe('other')
    const resumed = (await call('POST', '/resume')).json
    expect(resumed).toMatchObject({ status: 'active', sandbox_id: 'other' })
    expect((await call('POST', '/bind', {})).status).toBe(200)
    expect((await call('GET', '')).json.sandbox_id).toBeUndefined()
    expect((await call('DELETE', '/bind')).text).toBe('{"success":true}\n')
  })
})

describe('1 sandboxes', () => {
  test('1 acquire takes any body; release wants one that is acquired', async () => {
    const id = textOf(await post('/sandbox/acquire', 'nonsense'), 'sandbox_id')
    const release = async (sandbox: string) =>
      shape(await memory.user.call('POST', '/sandbox/release', { sandbox_id: sandbox }))
    expect(await release(id)).toEqual({ status: 200, type: 'application/json', text: '{"success":true}\n' })
    expect(await release(id)).toEqual(words(400, `sandbox not acquired: ${id}\n`))
    expect((await release('unknown')).status).toBe(400)
    expect((await post('/sandbox/release', '')).status).toBe(400)
    const { json } = await memory.user.call('GET', '/sandbox/stats')
    expect(Object.keys(json).sort()).toEqual(['active', 'creating', 'idle', 'max'])
    expect(Object.values(json).every(Number.isInteger)).toBe(true)
  })

  test('1 a pool at its limit', async () => {
    const bench = await startBench({ most: 1 })
    await bench.user.sandbox()
    expect(shape(await bench.user.call('POST', '/sandbox/acquire'))).toEqual(words(503, 'sandbox pool exhausted\n'))
  })

  test('1 execute: what is refused', async () => {
    const id = await memory.user.sandbox()
    for (const body of [
      '',
      '{',
      '[]',
      `{"sandbox_id":"${id}","timeout":1.5}`,
      `{"sandbox_id":"${id}","timeout":"9"}`,
    ]) {
      expect(shape(await post('/execute', body))).toEqual(words(400, 'Invalid request body\n'))
    }
    expect(shape(await post('/execute', '{"command":["true"]}'))).toEqual(words(400, 'sandbox_id is required\n'))
    expect(shape(await post('/execute', '{"sandbox_id":"unknown"}'))).toEqual(words(404, 'Sandbox not found\n'))
    await memory.user.call('POST', '/sandbox/release', { sandbox_id: id })
    expect((await memory.execute(id, { command: ['true'] })).status).toBe(404)
  })

  test('1 files: what is refused, and an empty folder is null', async () => {
    const { user } = memory
    const id = await user.sandbox()
    expect((await user.call('GET', `/files?sandbox_id=${id}`)).text).toBe('{"files":null}\n')
    expect((await user.call('GET', `/files?sandbox_id=${id}&path=/nowhere`)).status).toBe(500)
    expect(shape(await user.call('GET', '/files'))).toEqual(words(400, 'sandbox_id is required\n'))
    expect(shape(await user.call('GET', '/files?sandbox_id=x'))).toEqual(words(500, 'sandbox not found: x\n'))
    const put = async (fields: object) => await user.call('PUT', '/files', { sandbox_id: id, ...fields })
    expect((await put({ path: '/workspace/a', content: 'x' })).text).toBe('{"success":true}\n')
    expect((await put({ path: '/workspace', content: 'x' })).status).toBe(500)
    expect((await put({ path: '/proc/x', content: 'x' })).status).toBe(500)
    expect((await put({ sandbox_id: 'x', path: '/workspace/a' })).text).toBe('sandbox not found: x\n')
    const remove = async (query: string) => await user.call('DELETE', `/files?sandbox_id=${id}${query}`)
    expect(shape(await remove(''))).toEqual(words(400, 'path is required\n'))
    expect((await remove('&path=/workspace/a')).text).toBe('{"success":true}\n')
    expect((await remove('&path=/workspace/a')).text).toBe('{"success":true}\n')
  })
})

describe('2 models', () => {
  test('2 a token is a JWT that says who, and its refresh token is expired at birth', async () => {
    const { json } = await memory.user.call('POST', '/auth/token', { user_id: 'ann', role: 'user' })
    expect(json).toMatchObject({ token_type: 'Bearer', expires_in: '86400' })
    const part = (text: unknown, number: number) =>
      Object(JSON.parse(Buffer.from(String(text).split('.')[number] ?? '', 'base64url').toString()))
    expect(part(json.access_token, 0).alg).toBe('HS256')
    const payload = part(json.access_token, 1)
    expect(Object.keys(payload).sort()).toEqual(['exp', 'iat', 'nbf', 'role', 'user_id'])
    expect(payload).toMatchObject({ user_id: 'ann', role: 'user', exp: payload.iat + 86_400, nbf: payload.iat })
    expect(part(json.refresh_token, 1).exp).toBe(payload.iat)
  })

  test('2 a session keeps what was asked for, negative figures too, and at most 168 hours', async () => {
    const asked = { image: 'x', cpu_count: -3, memory_mb: -9, ttl: 1000 * 3600 * 1e9, metadata: { name: 'n' } }
    const { json } = await memory.user.call('POST', '/sessions', asked)
    expect(json).toMatchObject({ image: 'x', cpu_count: -3, memory_mb: -9, metadata: { name: 'n' }, user_id: 'ann' })
    expect(json.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const life = Date.parse(String(json.expires_at)) - Date.parse(String(json.created_at))
    expect(life).toBe(168 * 3_600_000)
    const plain = (await memory.user.call('POST', '/sessions', {})).json
    expect(Date.parse(String(plain.expires_at)) - Date.parse(String(plain.created_at))).toBe(24 * 3_600_000)
    expect(Object.keys(plain)).not.toContain('sandbox_id')
  })

  test('2 a session may have ended centuries ago', async () => {
    const { status, json } = await memory.user.call('POST', '/sessions', { ttl: -9_000_000_000_000_000_000 })
    expect([status, String(json.expires_at).slice(0, 2)]).toEqual([201, '17'])
    const beyond = { ttl: 9_300_000_000_000_000_000 }
    expect((await memory.user.call('POST', '/sessions', beyond)).status).toBe(400)
  })

  test('2 a sandbox has ids of 8 and 64 hexadecimal digits', async () => {
    const { json } = await memory.user.call('POST', '/sandbox/acquire')
    expect(json.sandbox_id).toMatch(/^[0-9a-f]{8}$/)
    expect(json.container_id).toMatch(/^[0-9a-f]{64}$/)
    expect(json.status).toBe('active')
  })

  test('2 times have any number of fraction digits and any offset, the same in every answer', async () => {
    const found = { digits: new Set<number>(), offsets: new Set<string>() }
    while (found.offsets.size < 4 || found.digits.size < 2) {
      const made = (await memory.user.call('POST', '/sessions', {})).json
      const match = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(String(made.created_at))
      expect(match).not.toBeNull()
      expect(match?.[1] ?? '').not.toMatch(/0$/)
      found.digits.add(match?.[1]?.length ?? 0)
      found.offsets.add(match?.[2] ?? '')
      expect((await memory.user.call('GET', `/sessions/${String(made.id)}`)).json).toEqual(made)
    }
    const made = (await stored.user.call('POST', '/sessions', {})).json
    const { sessions } = (await stored.user.call('GET', '/sessions')).json
    const listed = Object((Array.isArray(sessions) ? sessions : []).find((one) => Object(one).id === made.id))
    // Nanoseconds in one answer, microseconds in another.
    expect(listed.created_at).toMatch(/:\d\d(?:\.\d{1,6})?Z$/)
    expect(Math.floor(Date.parse(String(made.created_at)))).toBe(Date.parse(listed.created_at))
  })
})

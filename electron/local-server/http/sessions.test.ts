import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiUser } from '../testing/http-client.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'

const hour = 3_600_000
const unknown = '00000000-0000-4000-8000-000000000000'

let server: TestServer
let ann: ApiUser
let bob: ApiUser

beforeAll(async () => {
  server = await startTestServer()
  ann = await ApiUser.named(server.address, 'ann')
  bob = await ApiUser.named(server.address, 'bob')
})
afterAll(() => server.close())

const millis = (value: unknown) => Date.parse(String(value))

test('a session without a wish has the defaults', async () => {
  const { status, json } = await ann.call('POST', '/sessions')
  expect(status).toBe(201)
  expect(json).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    user_id: 'ann',
    status: 'active',
    image: 'python:3.11-slim',
    cpu_count: 2,
    memory_mb: 2048,
    metadata: { runs_on: expect.stringMatching(/^host python 3\.\d+/) },
  })
  expect(json).not.toHaveProperty('sandbox_id')
  expect(json).not.toHaveProperty('paused_at')
  expect(millis(json.expires_at) - millis(json.created_at)).toBe(24 * hour)
})

test('a wish is kept as asked, and what really runs is said beside it', async () => {
  const wish = {
    image: 'node:22',
    cpu_count: 8,
    memory_mb: 4096,
    ttl: 2 * hour * 1e6,
    metadata: { name: 'a', runs_on: 'x' },
  }
  const { json } = await ann.call('POST', '/sessions', wish)
  expect(json).toMatchObject({ image: 'node:22', cpu_count: 8, memory_mb: 4096, metadata: { name: 'a' } })
  expect(json).not.toHaveProperty('metadata.runs_on', 'x')
  expect(millis(json.expires_at) - millis(json.created_at)).toBe(2 * hour)
})

test('a life of more than a week becomes a week', async () => {
  const { json } = await ann.call('POST', '/sessions', { ttl: 1000 * hour * 1e6 })
  expect(millis(json.expires_at) - millis(json.created_at)).toBe(168 * hour)
})

test.each([
  ['a negative life', { ttl: -1 }, 'ttl'],
  ['a life in words', { ttl: '1h' }, 'ttl'],
  ['half a processor', { cpu_count: 1.5 }, 'cpu_count'],
  ['no processor at all', { cpu_count: -2 }, 'cpu_count'],
  ['negative memory', { memory_mb: -1 }, 'memory_mb'],
  ['a life in seconds where nanoseconds count', { ttl: 86_400 }, 'ttl'],
  ['a life beyond all counting', { ttl: 1e300 }, 'ttl'],
  ['more processors than there are', { cpu_count: 100_000 }, 'cpu_count'],
  ['memory in bytes where megabytes count', { memory_mb: 2 ** 31 }, 'memory_mb'],
  ['memory for nothing to run in', { memory_mb: 3 }, 'memory_mb'],
  ['metadata like a file', { metadata: { text: 'x'.repeat(70_000) } }, 'metadata'],
  ['an image of a page', { image: 'x'.repeat(2000) }, 'image'],
  ['a number in the metadata', { metadata: { a: 1 } }, 'metadata.a'],
  ['an image that is no text', { image: 3 }, 'image'],
])('%s is refused with the name of the field', async (_what, wish, field) => {
  const { status, text, headers } = await ann.call('POST', '/sessions', wish)
  expect(status).toBe(400)
  expect(text).toContain(field)
  expect(headers['content-type']).toContain('text/plain')
})

test('the list holds all of a person and nobody else’s', async () => {
  const carl = await ApiUser.named(server.address, 'carl')
  expect((await carl.call('GET', '/sessions')).json).toEqual({ sessions: [] })
  const ids = [await carl.session(), await carl.session()]
  const { json } = await carl.call('GET', '/sessions')
  expect(Object(json.sessions).map((session: { id: string }) => session.id)).toEqual(ids)
})

test('an owner, known on the socket, sees everybody’s', async () => {
  const owner = await ApiUser.named(server.address, 'me', 'owner')
  const id = await bob.session()
  expect((await owner.call('GET', `/sessions/${id}`)).json.user_id).toBe('bob')
  expect((await owner.call('GET', '/sessions')).text).toContain(id)
  expect((await owner.call('DELETE', `/sessions/${id}`)).status).toBe(200)
  expect((await bob.call('GET', `/sessions/${id}`)).status).toBe(404)
})

test.each([
  ['GET', ''],
  ['POST', '/pause'],
  ['POST', '/resume'],
  ['POST', '/touch'],
  ['POST', '/bind'],
  ['DELETE', '/bind'],
])('%s of an unknown session%s is 404, and so is another person’s', async (method, path) => {
  const theirs = await bob.session()
  const body = method === 'POST' && path === '/bind' ? { sandbox_id: '12345678' } : undefined
  for (const id of [unknown, theirs, 'no-id']) {
    const { status, text } = await ann.call(method, `/sessions/${id}${path}`, body)
    expect([status, text]).toEqual([404, 'session not found\n'])
  }
})

test('deleting twice is fine; deleting another person’s is answered as one that is not there, and changes nothing', async () => {
  const id = await ann.session()
  expect((await ann.call('DELETE', `/sessions/${id}`)).json).toEqual({ success: true })
  expect((await ann.call('DELETE', `/sessions/${id}`)).json).toEqual({ success: true })
  expect((await ann.call('GET', `/sessions/${id}`)).status).toBe(404)
  const theirs = await bob.session()
  expect((await ann.call('DELETE', `/sessions/${theirs}`)).json).toEqual({ success: true })
  expect((await bob.call('GET', `/sessions/${theirs}`)).status).toBe(200)
})

test('a touch moves the time of the last activity alone', async () => {
  const id = await ann.session()
  const before = (await ann.call('GET', `/sessions/${id}`)).json
  expect((await ann.call('POST', `/sessions/${id}/touch`)).json).toEqual({ success: true })
  const after = (await ann.call('GET', `/sessions/${id}`)).json
  expect(millis(after.last_active_at)).toBeGreaterThanOrEqual(millis(before.last_active_at))
  expect({ ...after, last_active_at: '' }).toEqual({ ...before, last_active_at: '' })
})

test('an expired session is gone from reads and refused by steps', async () => {
  const id = await ann.session({ ttl: 1e6 })
  await expect.poll(async () => (await ann.call('GET', `/sessions/${id}`)).status).toBe(404)
  expect((await ann.call('GET', '/sessions')).text).not.toContain(id)
  for (const step of ['pause', 'resume', 'touch']) {
    const { status, text } = await ann.call('POST', `/sessions/${id}/${step}`)
    expect([status, text]).toEqual([400, `session expired: ${id}\n`])
  }
  expect((await ann.call('POST', `/sessions/${id}/bind`, { sandbox_id: 'x' })).status).toBe(400)
  expect((await ann.call('DELETE', `/sessions/${id}`)).status).toBe(200)
})

test('only what is active can be paused, and only with a sandbox; only what is paused can be resumed', async () => {
  const id = await ann.session()
  expect((await ann.call('POST', `/sessions/${id}/pause`)).text).toBe('session has no sandbox bound\n')
  expect((await ann.call('POST', `/sessions/${id}/resume`)).text).toBe('session is not paused: active\n')
  const sandbox = await ann.sandbox()
  await ann.call('POST', `/sessions/${id}/bind`, { sandbox_id: sandbox })
  expect((await ann.call('POST', `/sessions/${id}/pause`)).status).toBe(200)
  const again = await ann.call('POST', `/sessions/${id}/pause`)
  expect([again.status, again.text]).toEqual([400, 'session is not active: paused\n'])
})

test('resuming gives 24 hours from now, and never shortens a life', async () => {
  const short = await ann.session({ ttl: hour * 1e6 })
  const long = await ann.session({ ttl: 100 * hour * 1e6 })
  for (const id of [short, long]) {
    await ann.call('POST', `/sessions/${id}/bind`, { sandbox_id: await ann.sandbox() })
    await ann.call('POST', `/sessions/${id}/pause`)
  }
  const end = async (id: string) => {
    const { json } = await ann.call('POST', `/sessions/${id}/resume`)
    expect(json).not.toHaveProperty('paused_at')
    return millis(json.expires_at) - millis(json.last_active_at)
  }
  expect(await end(short)).toBe(24 * hour)
  expect(await end(long)).toBeGreaterThan(99 * hour)
})

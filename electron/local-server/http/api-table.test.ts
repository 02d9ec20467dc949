import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../testing/http-client.ts'
import { ApiUser, send } from '../testing/http-client.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'

// The table of the API's endpoints, row by row, over plain HTTP: what a success looks like, and every refusal.

const unknown = '00000000-0000-4000-8000-000000000000'

let server: TestServer
let ann: ApiUser
let bob: ApiUser
let session: string
let sandbox: string
/** Bob's, and one that was given back. */
let theirSession: string
let theirSandbox: string
let released: string

beforeAll(async () => {
  server = await startTestServer()
  ann = await ApiUser.named(server.address, 'ann')
  bob = await ApiUser.named(server.address, 'bob')
  session = await ann.session()
  sandbox = await ann.sandbox()
  await ann.call('POST', `/sessions/${session}/bind`, { sandbox_id: sandbox })
  theirSession = await bob.session()
  theirSandbox = await bob.sandbox({ tie: false })
  released = await ann.sandbox({ tie: false })
  await ann.call('POST', '/sandbox/release', { sandbox_id: released })
})
afterAll(() => server.close())

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const sessionShape = {
  id: expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  user_id: 'ann',
  status: 'active',
  image: 'python:3.11-slim',
  cpu_count: 2,
  memory_mb: 2048,
  created_at: time,
  updated_at: time,
  last_active_at: time,
  expires_at: time,
  metadata: { runs_on: expect.stringMatching(/^host python/) },
}
const words = (text: string) => ({ type: 'text/plain; charset=utf-8', text: `${text}\n` })
const success = { success: true }

function expectJson(answer: Answer, status: number, body: unknown): void {
  expect([answer.status, answer.headers['content-type'], answer.json]).toEqual([
    status,
    'application/json; charset=utf-8',
    body,
  ])
  expect(answer.headers.date).toEqual(expect.any(String))
  for (const header of ['content-encoding', 'access-control-allow-origin'])
    expect(answer.headers).not.toHaveProperty(header)
}

function expectWords(answer: Answer, status: number, text: string): void {
  expect([answer.status, { type: answer.headers['content-type'], text: answer.text }]).toEqual([status, words(text)])
}

/** A JSON body as no client would spell it. */
const raw = (method: string, path: string, body: string) =>
  send(server.address, {
    method,
    path: `/api/v1${path}`,
    headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' },
    body,
  })

test('the row of POST /sessions', async () => {
  expectJson(await ann.call('POST', '/sessions'), 201, sessionShape)
  expectJson(await ann.call('POST', '/sessions', { cpu_count: 0, memory_mb: 0, ttl: 0, image: '' }), 201, sessionShape)
  // Elsewhere a broken body is a session with defaults that nobody asked for.
  expectWords(await raw('POST', '/sessions', '{"image"'), 400, 'Invalid request body')
  expect((await raw('POST', '/sessions', '[]')).status).toBe(400)
})

test('the rows of reading, listing and deleting sessions', async () => {
  const bound = { ...sessionShape, sandbox_id: sandbox }
  expectJson(await ann.call('GET', `/sessions/${session}`), 200, bound)
  expectJson(await ann.call('GET', '/sessions'), 200, { sessions: expect.arrayContaining([bound]) })
  expectJson(await ann.call('DELETE', `/sessions/${unknown}`), 200, success)
  expectJson(await ann.call('DELETE', `/sessions/${await ann.session()}`), 200, success)
})

test('the rows of sessions that are kept', async () => {
  const id = await ann.session()
  const restore = (of: string, body?: object) => ann.call('POST', `/kept-sessions/${of}/restore`, body)
  expectWords(await restore(id), 400, 'session has not ended: active')
  // Only what has ended is forgotten.
  expectJson(await ann.call('DELETE', `/kept-sessions/${id}`), 200, success)
  expectJson(await ann.call('GET', `/sessions/${id}`), 200, sessionShape)
  expectJson(await ann.call('DELETE', `/sessions/${id}`), 200, success)
  const ended = { ...sessionShape, ended_because: 'deleted', ended_at: time, kept_until: time, workspace_bytes: 0 }
  expectJson(await ann.call('GET', '/kept-sessions'), 200, { sessions: expect.arrayContaining([ended]) })
  expect((await bob.call('GET', '/kept-sessions')).text).not.toContain(id)
  for (const person of [bob, ann]) {
    if (person === bob) expectJson(await bob.call('DELETE', `/kept-sessions/${id}`), 200, success)
    const other = person === bob ? id : unknown
    expectWords(await person.call('POST', `/kept-sessions/${other}/restore`), 404, 'session not found')
  }
  expect((await restore(id, { ttl: -1 })).status).toBe(400)
  expectJson(await restore(id), 200, sessionShape)
  expectWords(await restore(id), 400, 'session has not ended: active')
})

test('the rows of pause, resume, touch, bind and unbind', async () => {
  const id = await ann.session()
  const own = await ann.sandbox({ tie: false })
  const step = (name: string, body?: object) => ann.call('POST', `/sessions/${id}/${name}`, body)
  expectWords(await step('pause'), 400, 'session has no sandbox bound')
  expectWords(await step('resume'), 400, 'session is not paused: active')
  expectJson(await step('touch'), 200, success)
  expectWords(await step('bind'), 400, 'Invalid request body')
  expectWords(await step('bind', { sandbox_id: 'nothing' }), 404, 'sandbox not found')
  expectJson(await step('bind', {}), 200, success)
  expectJson(await step('bind', { sandbox_id: own }), 200, success)
  expectJson(await step('pause'), 200, { ...sessionShape, status: 'paused', paused_at: time })
  expectWords(await step('pause'), 400, 'session is not active: paused')
  expectWords(await step('bind', { sandbox_id: own }), 400, 'session is not active: paused')
  expectJson(await step('resume'), 200, sessionShape)
  expectJson(await ann.call('DELETE', `/sessions/${id}/bind`), 200, success)
  expectJson(await ann.call('POST', '/sandbox/release', { sandbox_id: own }), 200, success)
})

test('a session that is unknown, or another person’s, is a 404 for every step', async () => {
  for (const id of [unknown, theirSession, 'x', '%2e%2e', 'x'.repeat(90)]) {
    for (const [method, path, body] of [
      ['GET', ''],
      ['POST', '/pause'],
      ['POST', '/resume'],
      ['POST', '/touch'],
      ['POST', '/bind', { sandbox_id: sandbox }],
      ['POST', '/bind', {}],
      ['DELETE', '/bind'],
    ] as const) {
      expectWords(await ann.call(method, `/sessions/${id}${path}`, body), 404, 'session not found')
    }
  }
  expectJson(await ann.call('DELETE', `/sessions/${theirSession}`), 200, success)
  expect((await ann.call('POST', '/sandbox/acquire', { session_id: theirSession })).status).toBe(404)
  expect((await bob.call('GET', `/sessions/${theirSession}`)).json.status).toBe('active')
})

test('the rows of acquire, release and stats', async () => {
  const acquired = await ann.call('POST', '/sandbox/acquire')
  const { sandbox_id: id } = acquired.json
  expectJson(acquired, 200, {
    sandbox_id: expect.stringMatching(/^[0-9a-f]{8}$/),
    container_id: expect.stringMatching(/^[0-9a-f]{64}$/),
    status: 'active',
    network: true,
  })
  const count = expect.any(Number)
  const stats = {
    idle: count,
    active: count,
    creating: count,
    max: count,
    total: count,
    available: count,
    in_use: count,
  }
  expectJson(await ann.call('GET', '/sandbox/stats'), 200, stats)
  expectJson(await ann.call('POST', '/sandbox/release', { sandbox_id: id }), 200, success)
  for (const gone of [id, released, theirSandbox, '00000000']) {
    expectWords(
      await ann.call('POST', '/sandbox/release', { sandbox_id: gone }),
      400,
      `sandbox is not acquired: ${gone}`,
    )
  }
  expect((await ann.call('POST', '/sandbox/release')).status).toBe(400)
})

test('the row of execute', async () => {
  const execute = (fields: object) => ann.call('POST', '/execute', fields)
  const result = { exit_code: 3, stdout: 'out', stderr: 'err', duration_ms: expect.any(Number), timed_out: false }
  const code = 'printf out; printf err >&2; exit 3'
  expectJson(await execute({ sandbox_id: sandbox, code, stdin: 'ignored' }), 200, result)
  for (const id of [released, theirSandbox, '00000000']) {
    expectWords(await execute({ sandbox_id: id, command: ['true'] }), 404, 'Sandbox not found')
  }
  expectWords(await execute({ command: ['true'] }), 400, 'sandbox_id is required')
  expectWords(await raw('POST', '/execute', '{'), 400, 'Invalid request body')
})

test('the rows of files', async () => {
  const at = (id: string, path: string) => `/files?${new URLSearchParams({ sandbox_id: id, path })}`
  const put = (fields: object) => ann.call('PUT', '/files', fields)
  expectJson(await put({ sandbox_id: sandbox, path: 'a/b', content: 'x' }), 200, success)
  const file = { name: 'b', path: '/workspace/a/b', size: 1, is_dir: false, mod_time: time, type: 'file', mode: 0o644 }
  expectJson(await ann.call('GET', at(sandbox, 'a')), 200, { files: [file] })
  expectJson(await ann.call('DELETE', at(sandbox, 'a')), 200, success)
  expectJson(await ann.call('DELETE', at(sandbox, 'a')), 200, success)
  expectJson(await ann.call('GET', `/files?sandbox_id=${sandbox}`), 200, { files: [] })
  expectWords(await ann.call('GET', at(sandbox, '/nowhere')), 500, 'list /nowhere: No such file or directory')
  expectWords(await put({ sandbox_id: sandbox, path: '/usr' }), 500, 'write /usr: Is a directory')
  expectWords(await ann.call('GET', '/files'), 400, 'sandbox_id is required')
  expectWords(await ann.call('DELETE', `/files?sandbox_id=${sandbox}`), 400, 'path is required')
  expectWords(await raw('PUT', '/files', '{'), 400, 'Invalid request body')
  expectWords(await ann.call('PUT', '/files'), 400, 'Invalid request body')
  for (const id of [released, theirSandbox, '00000000']) {
    for (const answer of [
      await ann.call('GET', at(id, '/')),
      await put({ sandbox_id: id, path: 'x', content: 'x' }),
      await ann.call('DELETE', at(id, 'x')),
    ]) {
      expectWords(answer, 404, `sandbox not found: ${id}`)
    }
  }
})

const rows = [
  ['POST', '/sessions'],
  ['GET', '/sessions'],
  ['GET', `/sessions/${unknown}`],
  ['DELETE', `/sessions/${unknown}`],
  ['POST', `/sessions/${unknown}/pause`],
  ['POST', `/sessions/${unknown}/resume`],
  ['POST', `/sessions/${unknown}/touch`],
  ['POST', `/sessions/${unknown}/bind`],
  ['DELETE', `/sessions/${unknown}/bind`],
  ['GET', '/kept-sessions'],
  ['DELETE', `/kept-sessions/${unknown}`],
  ['POST', `/kept-sessions/${unknown}/restore`],
  ['POST', '/sandbox/acquire'],
  ['POST', '/sandbox/release'],
  ['GET', '/sandbox/stats'],
  ['POST', '/execute'],
  ['GET', '/files'],
  ['PUT', '/files'],
  ['DELETE', '/files'],
] as const

test('every row needs a token, and takes no other method than its own', async () => {
  const methodsOf = (path: string) => rows.filter(([, of]) => of === path).map(([method]) => method)
  for (const [method, path] of rows) {
    const answer = await send(server.address, { method, path: `/api/v1${path}` })
    expectJson(answer, 401, { error: 'unauthorized', message: 'missing or malformed authorization header' })
  }
  for (const path of new Set(rows.map(([, path]) => path))) {
    const taken: readonly string[] = methodsOf(path)
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].filter((other) => !taken.includes(other))) {
      expectWords(await ann.call(method, path), 405, 'Method Not Allowed')
    }
    expect((await ann.call('HEAD', path)).status).toBe(405)
  }
})

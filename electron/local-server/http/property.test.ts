import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../testing/http-client.ts'
import { ApiUser, send } from '../testing/http-client.ts'
import { seedOf } from '../testing/random.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'

// Whatever is sent, an answer comes, it has one of the API's shapes, and none of them says that the server failed.

const rounds = process.env.PROVE ? 20_000 : 300

let server: TestServer
let ann: ApiUser
let session: string
let sandbox: string

beforeAll(async () => {
  server = await startTestServer()
  ann = await ApiUser.named(server.address, 'ann')
  session = await ann.session()
  sandbox = await ann.sandbox()
})
afterAll(() => server.close())

interface Request {
  readonly method: string
  readonly path: string
  readonly body: string | undefined
  readonly type: string | undefined
}

const odd = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '.',
    '..',
    '/',
    '%',
    '%00',
    '%ff',
    '__proto__',
    "'",
    '-rf',
    '\0',
    '\ud800',
    'null',
    '-1',
    '1e400',
  ),
  fc.string({ minLength: 300, maxLength: 5000 }),
)
const value = fc.oneof({ weight: 2, arbitrary: fc.jsonValue() }, { weight: 1, arbitrary: odd })
/** Fields that routes know, with values that fit or do not. */
const fields = fc.record(
  {
    user_id: value,
    role: value,
    refresh_token: value,
    image: value,
    cpu_count: fc.oneof(fc.integer(), fc.double(), value),
    memory_mb: fc.oneof(fc.integer(), value),
    ttl: fc.oneof(fc.integer(), fc.double(), value),
    metadata: fc.oneof(fc.dictionary(fc.string(), fc.string()), value),
    sandbox_id: fc.oneof(fc.constantFrom('ID'), value),
    session_id: fc.oneof(fc.constantFrom('SESSION'), value),
    network: value,
    tie: value,
    command: fc.oneof(fc.array(odd, { maxLength: 4 }), fc.constant(['true']), value),
    code: fc.oneof(odd, value),
    language: fc.oneof(fc.constantFrom('python', 'node', 'bash', 'go', 'ruby'), value),
    work_dir: fc.oneof(fc.constant('/tmp'), value),
    env: fc.oneof(fc.dictionary(fc.string(), fc.string()), value),
    timeout: fc.oneof(fc.integer({ min: 1, max: 5 }), value),
    output_bytes: value,
    path: fc.oneof(fc.constantFrom('/workspace/x', 'x', '/', '/usr', '/proc/self/mem'), odd, value),
    content: value,
    port: value,
  },
  { requiredKeys: [], noNullPrototype: true },
)
const body = fc.oneof(
  { weight: 6, arbitrary: fields.map((all) => JSON.stringify(all)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.constant(undefined) },
)
const segment = fc.oneof(fc.constant('SESSION'), odd.map(quoted))
const query = fc
  .record({ sandbox_id: fc.oneof(fc.constant('ID'), odd), path: odd, x: odd }, { requiredKeys: [] })
  .map((all) =>
    Object.entries(all)
      .map(([name, text]) => `${name}=${quoted(text)}`)
      .join('&'),
  )
const path = fc.oneof(
  fc.constantFrom(
    '/auth/token',
    '/auth/refresh',
    '/sessions',
    '/sandbox/acquire',
    '/sandbox/release',
    '/sandbox/stats',
  ),
  fc.constantFrom('/execute', '/execute', '/files', '/files'),
  fc
    .tuple(segment, fc.constantFrom('', '/pause', '/resume', '/touch', '/bind', '/x'))
    .map(([id, step]) => `/sessions/${id}${step}`),
  query.map((text) => `/files?${text}`),
)
const request: fc.Arbitrary<Request> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
  path,
  body,
  type: fc.oneof(
    { weight: 8, arbitrary: fc.constant('application/json') },
    { weight: 1, arbitrary: fc.constantFrom('text/plain', undefined) },
  ),
})

/** What cannot stand in a line of HTTP cannot be sent at all. */
function quoted(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'))
}

const named = (text: string) =>
  text.replaceAll('SESSION', session).replaceAll('"ID"', `"${sandbox}"`).replaceAll('=ID', `=${sandbox}`)

function ask({ method, path, body, type }: Request): Promise<Answer> {
  const text = body === undefined ? undefined : named(body)
  const headers = {
    authorization: `Bearer ${ann.token}`,
    'content-length': String(Buffer.byteLength(text ?? '')),
    ...(text === undefined || type === undefined ? {} : { 'content-type': type }),
  }
  const raw = { method, path: `/api/v1${named(path)}`, headers }
  return send(server.address, text === undefined ? raw : { ...raw, body: text })
}

/** Statuses of this server's refusals. 500 is the API's word for what the file system refuses, 507 for a full disk. */
const refusals = new Set([400, 401, 403, 404, 405, 409, 413, 414, 415, 431, 503])

function expectOneOfTheShapes({ method, path }: Request, { status, headers, text, json }: Answer): void {
  const type = String(headers['content-type'])
  if (method === 'HEAD' || method === 'OPTIONS') {
    expect(refusals).toContain(status)
    return
  }
  if (status === 200 || status === 201) {
    expect(type).toBe('application/json; charset=utf-8')
    expect(text).toMatch(/^\{/)
    return
  }
  if (status === 500) expect(path).toMatch(/^\/files/)
  else expect(refusals).toContain(status)
  if (type.startsWith('application/json')) {
    expect(status).not.toBe(500)
    expect(Object.keys(json).sort()).toEqual(['error', 'message'])
  } else {
    expect(type).toBe('text/plain; charset=utf-8')
    expect(text).toMatch(/^[^\n].*\n$/s)
  }
}

test('any body on any path is answered in one of the shapes', async () => {
  const acquired: string[] = []
  await fc.assert(
    fc.asyncProperty(request, async (one) => {
      const answer = await ask(one)
      expectOneOfTheShapes(one, answer)
      // What was taken by chance is given back, so that there are some left.
      if (typeof answer.json.sandbox_id === 'string' && one.path === '/sandbox/acquire') {
        acquired.push(answer.json.sandbox_id)
        await ann.call('POST', '/sandbox/release', { sandbox_id: answer.json.sandbox_id })
      }
      if (answer.status === 200 && one.path === '/sandbox/release') sandbox = await ann.sandbox()
      if (answer.status === 200 && one.method === 'DELETE' && one.path === '/sessions/SESSION')
        session = await ann.session()
    }),
    { numRuns: rounds, seed: seedOf('bodies and paths') | 0, endOnFailure: true },
  )
  expect((await ann.call('POST', '/execute', { sandbox_id: sandbox, command: ['echo', 'alive'] })).json.stdout).toBe(
    'alive\n',
  )
})

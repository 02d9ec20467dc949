import { afterEach, expect, test } from 'vitest'
import type { ApiSetup } from '../testing/api-setup.ts'
import { sentSession, setUpApi } from '../testing/api-setup.ts'
import type { Reply } from '../testing/lying-server.ts'
import type { SandboxApi } from './client.ts'

let setup: ApiSetup
afterEach(async () => await setup.close())

const { sandbox_id: _bound, ...unbound } = sentSession
const before = { ...sentSession, status: 'active' }

interface Change {
  readonly line: string
  readonly call: (api: SandboxApi) => Promise<unknown>
  /** What a look at the session shows when it was not done, and when it was. */
  readonly undone: Reply
  readonly done: Reply
}

const changes: readonly Change[] = [
  {
    line: 'POST /api/v1/sessions/s-1/pause',
    call: (api) => api.pauseSession('s-1'),
    undone: { body: before },
    done: { body: { ...unbound, status: 'paused' } },
  },
  {
    line: 'POST /api/v1/sessions/s-1/resume',
    call: (api) => api.resumeSession('s-1'),
    undone: { body: { ...unbound, status: 'paused' } },
    done: { body: { ...unbound, status: 'active' } },
  },
  {
    line: 'POST /api/v1/sessions/s-1/bind',
    call: (api) => api.bindSandbox('s-1', 'ab12cd34'),
    undone: { body: unbound },
    done: { body: before },
  },
  {
    line: 'DELETE /api/v1/sessions/s-1/bind',
    call: (api) => api.unbindSandbox('s-1'),
    undone: { body: before },
    done: { body: unbound },
  },
  {
    line: 'DELETE /api/v1/sessions/s-1',
    call: (api) => api.deleteSession('s-1'),
    undone: { body: before },
    done: { status: 404, body: 'session not found\n' },
  },
]

const breaks: readonly (readonly [string, Reply])[] = [
  ['a 502', { status: 502, body: { error: 'service_unavailable', message: 'http://localhost:9090' } }],
  ['a 503 of a proxy', { status: 503, body: 'no server is available' }],
  ['a 504', { status: 504, body: '' }],
  ['a 500 of its own', { status: 500, body: { error: 'internal_error', message: 'panic' } }],
  ['a broken connection', 'hang up'],
  ['an answer that makes no sense', { body: '<html>' }],
]

async function change(one: Change, broken: Reply, look: Reply) {
  setup = await setUpApi(({ method, path }) => {
    if (`${method} ${path}` === one.line) return broken
    if (`${method} ${path}` === 'GET /api/v1/sessions/s-1') return look
    return path === '/api/v1/sessions' ? { body: { sessions: [before] } } : undefined
  })
  const settled = await Promise.allSettled([one.call(setup.api)])
  expect(setup.server.lines().filter((line) => line === one.line)).toHaveLength(1)
  return settled[0]
}

for (const one of changes)
  for (const [name, broken] of breaks) {
    test(`${one.line} with ${name} that worked is a success, after a look`, async () => {
      expect(await change(one, broken, one.done)).toMatchObject({ status: 'fulfilled' })
    })
    test(`${one.line} with ${name} that did not work is an error, sent once`, async () => {
      expect(await change(one, broken, one.undone)).toMatchObject({
        status: 'rejected',
        reason: { code: expect.stringMatching(/^(unavailable|outcome-unknown)$/) },
      })
    })
    test(`${one.line} with ${name} that cannot be looked up stays what it was`, async () => {
      expect(await change(one, broken, 'hang up')).toMatchObject({ status: 'rejected' })
    })
  }

test('a look at what became of a change is over at once when its caller aborts', async () => {
  const [pause] = changes
  if (!pause) throw new Error('There is one.')
  const abort = new AbortController()
  setup = await setUpApi(
    ({ method }) => {
      if (method === 'POST') return 'hang up'
      abort.abort()
      // Nobody waits for that any more.
      return pause.done
    },
    { credentials: { userId: 'mira', role: 'user', token: 'pasted' } },
  )
  // What stopped it first is told: it may have been carried out.
  await expect(setup.api.pauseSession('s-1', { signal: abort.signal })).rejects.toMatchObject({
    code: 'outcome-unknown',
  })
  expect(setup.server.lines()).toContain('GET /api/v1/sessions/s-1')
})

test('a refusal in the server’s own words is an answer: nothing is looked up', async () => {
  const [pause] = changes
  if (!pause) throw new Error('There is one.')
  expect(await change(pause, { status: 400, body: 'session has no sandbox bound\n' }, pause.done)).toMatchObject({
    status: 'rejected',
    reason: { code: 'server', message: 'session has no sandbox bound' },
  })
  expect(setup.server.lines()).not.toContain('GET /api/v1/sessions/s-1')
})

const wish = { image: 'python', cpuCount: 2, memoryMb: 2048, ttlMs: 3_600_000, metadata: { request: 'r-1' } }

async function create(listed: readonly unknown[], single: unknown = sentSession) {
  setup = await setUpApi(
    ({ method, path }) => {
      if (method === 'POST' && path === '/api/v1/sessions') return 'hang up'
      if (path === '/api/v1/sessions') return { body: { sessions: listed } }
      return path === '/api/v1/sessions/s-1' ? { body: single } : undefined
    },
    { serverNow: () => Date.parse(sentSession.created_at) },
  )
  return await setup.api.createSession(wish)
}

test('a session whose answer was lost is found by its mark', async () => {
  const other = { ...sentSession, id: 's-2', metadata: { request: 'r-2' } }
  expect(await create([other, sentSession])).toMatchObject({ id: 's-1' })
  expect(setup.server.lines().filter((line) => line === 'POST /api/v1/sessions')).toHaveLength(1)
})

test('also where lists leave metadata out', async () => {
  expect(await create([{ ...sentSession, metadata: null }])).toMatchObject({ id: 's-1' })
})

test.each([
  ['that is older', [{ ...sentSession, created_at: '2026-11-23T09:00:00Z' }]],
  ['of another mark', [{ ...sentSession, metadata: { request: 'r-9' } }]],
  ['twice', [sentSession, { ...sentSession, id: 's-2' }]],
])('a session %s is not taken for it', async (_name, listed) => {
  await expect(create(listed)).rejects.toMatchObject({ code: 'outcome-unknown' })
})

test.each([
  ['acquire', '/api/v1/sandbox/acquire', (api: SandboxApi) => api.acquireSandbox()],
  ['release', '/api/v1/sandbox/release', (api: SandboxApi) => api.releaseSandbox('ab')],
  ['execute', '/api/v1/execute', (api: SandboxApi) => api.execute({ sandboxId: 'ab', command: ['true'], timeout: 1 })],
  ['write_file', '/api/v1/files', (api: SandboxApi) => api.writeFile('ab', '/workspace/a', 'x')],
])('%s is never sent twice, on a used connection neither: its outcome is unknown', async (_name, at, call) => {
  for (const reply of ['hang up', { body: '{"half":' }] as const) {
    setup = await setUpApi(({ path }) => (path === at ? reply : undefined))
    await setup.api.getToken()
    await expect(call(setup.api)).rejects.toMatchObject({ code: 'outcome-unknown' })
    expect(setup.server.received.filter(({ path }) => path === at)).toHaveLength(1)
    await setup.close()
  }
})

import { afterEach, expect, test } from 'vitest'
import type { ApiSetup } from '../testing/api-setup.ts'
import { sentSession, setUpApi } from '../testing/api-setup.ts'
import type { Reply } from '../testing/lying-server.ts'
import type { SandboxApi } from './client.ts'

let setup: ApiSetup
afterEach(async () => await setup.close())

const success: Reply = { body: { success: true } }
const session: Reply = { body: sentSession }
const result: Reply = { body: { exit_code: 0, stdout: '', stderr: '', duration_ms: 1, timed_out: false } }
const seen = expect.objectContaining({ id: 's-1', userId: 'mira', status: 'active', sandboxId: 'ab12cd34' })

const rows: readonly (readonly [string, string, unknown, Reply, (api: SandboxApi) => Promise<unknown>, unknown])[] = [
  [
    'create_session',
    'POST /sessions',
    { image: 'python', cpu_count: 2, memory_mb: 2048, ttl: 86_400_000_000_000, metadata: { request: 'r-1' } },
    { ...session, status: 201 },
    (api) =>
      api.createSession({
        image: 'python',
        cpuCount: 2,
        memoryMb: 2048,
        ttlMs: 86_400_000,
        metadata: { request: 'r-1' },
      }),
    seen,
  ],
  [
    'list_sessions',
    'GET /sessions',
    undefined,
    { body: { sessions: [sentSession] } },
    (api) => api.listSessions(),
    [seen],
  ],
  ['get_session', 'GET /sessions/s-1', undefined, session, (api) => api.getSession('s-1'), seen],
  ['delete_session', 'DELETE /sessions/s-1', undefined, success, (api) => api.deleteSession('s-1'), undefined],
  ['pause_session', 'POST /sessions/s-1/pause', undefined, session, (api) => api.pauseSession('s-1'), seen],
  ['resume_session', 'POST /sessions/s-1/resume', undefined, session, (api) => api.resumeSession('s-1'), seen],
  ['touch', 'POST /sessions/s-1/touch', undefined, success, (api) => api.touchSession('s-1'), undefined],
  ['bind', 'POST /sessions/s-1/bind', { sandbox_id: 'ab' }, success, (api) => api.bindSandbox('s-1', 'ab'), undefined],
  ['unbind', 'DELETE /sessions/s-1/bind', undefined, success, (api) => api.unbindSandbox('s-1'), undefined],
  [
    'acquire_sandbox',
    'POST /sandbox/acquire',
    { tie: false },
    { body: { sandbox_id: 'ab', container_id: 'c', status: 'running' } },
    (api) => api.acquireSandbox(),
    { sandboxId: 'ab', containerId: 'c', status: 'running' },
  ],
  [
    'release_sandbox',
    'POST /sandbox/release',
    { sandbox_id: 'ab' },
    success,
    (api) => api.releaseSandbox('ab'),
    undefined,
  ],
  [
    'get_sandbox_stats',
    'GET /sandbox/stats',
    undefined,
    { body: { idle: 3, active: 2, creating: 1, max: 50, of_no_interest: 'x' } },
    (api) => api.getSandboxStats(),
    { total: 6, available: 3, inUse: 2, creating: 1, max: 50 },
  ],
  [
    'get_sandbox_stats, in the other words',
    'GET /sandbox/stats',
    undefined,
    { body: { total: 6, available: 4, in_use: 2 } },
    (api) => api.getSandboxStats(),
    { total: 6, available: 4, inUse: 2 },
  ],
  [
    'execute',
    'POST /execute',
    { sandbox_id: 'ab', timeout: 300 - 10, code: 'x', language: 'python', work_dir: '/tmp', env: { A: '1' } },
    result,
    (api) =>
      api.execute({ sandboxId: 'ab', code: 'x', language: 'python', workDir: '/tmp', env: { A: '1' }, timeout: 300 }),
    { exitCode: 0, stdout: '', stderr: '', durationMs: 1, timedOut: false, truncated: false },
  ],
  [
    'list_files',
    'GET /files?sandbox_id=ab&path=%2Fworkspace%2Fa%20b%26c',
    undefined,
    { body: { files: [{ name: 'x', path: '/x', size: 1, is_dir: false, mod_time: 'never' }] } },
    (api) => api.listFiles('ab', '/workspace/a b&c'),
    [{ name: 'x', path: '/x', size: 1, isFolder: false }],
  ],
  [
    'list_files of an empty folder',
    'GET /files?sandbox_id=ab&path=%2Fworkspace',
    undefined,
    { body: { files: null } },
    (api) => api.listFiles('ab'),
    [],
  ],
  [
    'write_file',
    'PUT /files',
    { sandbox_id: 'ab', path: '/workspace/a', content: 'é\0\r\n' },
    success,
    (api) => api.writeFile('ab', '/workspace/a', 'é\0\r\n'),
    undefined,
  ],
  [
    'delete_file',
    'DELETE /files?sandbox_id=ab&path=%2Fworkspace%2Fa',
    undefined,
    success,
    (api) => api.deleteFile('ab', '/workspace/a'),
    undefined,
  ],
]

test.each(rows)('%s is %s', async (_name, line, body, reply, call, answer) => {
  setup = await setUpApi(({ path }) => (path.includes('auth') ? undefined : reply))
  expect(await call(setup.api)).toEqual(answer)
  const asked = setup.server.received.at(-1)
  expect(`${asked?.method} ${asked?.path.replace('/api/v1', '')}`).toBe(line)
  expect(asked?.body === '' ? undefined : JSON.parse(asked?.body ?? '')).toEqual(body)
  expect(asked?.authorization).toBe('Bearer the-token')
})

test.each(rows)('%s can be aborted, and does not hang then', async (_name, _line, _body, _reply, call) => {
  let begun = () => {}
  const asked = new Promise<void>((resolve) => {
    begun = resolve
  })
  setup = await setUpApi(({ path }) => {
    if (path.includes('auth')) return undefined
    begun()
    return 'silence'
  })
  const abort = new AbortController()
  const call2 = call(withSignal(setup.api, abort.signal))
  const settled = expect(call2).rejects.toMatchObject({ code: 'cancelled' })
  await asked
  abort.abort()
  await settled
  expect(setup.failures).toEqual([])
})

/** The same client, with a signal behind the arguments that a row gives. */
function withSignal(api: SandboxApi, signal: AbortSignal): SandboxApi {
  return new Proxy(api, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...given: readonly unknown[]) => {
        const all = [...given]
        while (all.length < method.length) all.push(undefined)
        const place = optionsPlace[String(name)] ?? all.length
        all[place] = { signal }
        return Reflect.apply(method, target, all) as unknown
      }
    },
  })
}

/** Where the options of a call stand. */
const optionsPlace: Readonly<Record<string, number>> = {
  createSession: 1,
  listSessions: 0,
  getSession: 1,
  deleteSession: 1,
  pauseSession: 1,
  resumeSession: 1,
  touchSession: 1,
  bindSandbox: 2,
  unbindSandbox: 1,
  acquireSandbox: 1,
  releaseSandbox: 1,
  getSandboxStats: 0,
  execute: 1,
  listFiles: 2,
  writeFile: 3,
  deleteFile: 2,
}

test('a program and a file call begin a sandbox’s hour anew; reading about it does not', async () => {
  setup = await setUpApi(({ path }) => {
    if (path.includes('auth')) return undefined
    if (path.endsWith('/execute')) return result
    return path.includes('/files') ? { body: { files: [], success: true } } : { body: {} }
  })
  const { api, used } = setup
  await api.getSandboxStats()
  expect(used).toEqual([])
  await api.execute({ sandboxId: 'a', command: ['true'], timeout: 1 })
  await api.listFiles('b')
  await api.deleteFile('c', '/workspace/x')
  expect(used).toEqual(['a', 'b', 'c'])
})

test.each(["/workspace/it's", '/a\0b', '/a\nb', '-rf', 'relative', ''])(
  'the path %j is not sent to a file call',
  async (path) => {
    setup = await setUpApi(() => undefined)
    const { api, server } = setup
    await expect(api.writeFile('ab', path, 'x')).rejects.toMatchObject({ code: 'refused' })
    await expect(api.listFiles('ab', path)).rejects.toMatchObject({ code: 'refused' })
    await expect(api.deleteFile('ab', path)).rejects.toMatchObject({ code: 'refused' })
    expect(server.received).toEqual([])
  },
)

test.each(['/', '/workspace', '/workspace/', '//workspace/.', '/workspace/a/..', '/tmp'])(
  'the folder %s is never deleted as a whole',
  async (path) => {
    setup = await setUpApi(() => undefined)
    await expect(setup.api.deleteFile('ab', path)).rejects.toMatchObject({ code: 'refused' })
    expect(setup.server.received).toEqual([])
  },
)

test('a file call takes exactly as much as the server does, and no half character', async () => {
  setup = await setUpApi(({ path }) => (path.includes('auth') ? undefined : success))
  const { api } = setup
  const path = '/workspace/abc' // 14 bytes
  await api.writeFile('ab', path, 'x'.repeat(98_274))
  await api.writeFile('ab', path, `${'x'.repeat(98_270)}😀`)
  await expect(api.writeFile('ab', path, 'x'.repeat(98_275))).rejects.toMatchObject({ code: 'too-large' })
  await expect(api.writeFile('ab', path, `${'x'.repeat(98_271)}😀`)).rejects.toMatchObject({ code: 'too-large' })
  for (const half of ['a\uD800', '\uDC00b', '\uD83D\uD83D\uDE00'])
    await expect(api.writeFile('ab', path, half)).rejects.toMatchObject({ code: 'refused' })
})

test('what the server said stays for Details, without its addresses and without our token', async () => {
  setup = await setUpApi(({ path, authorization }) =>
    path.includes('auth')
      ? undefined
      : {
          status: 502,
          body: { error: 'service_unavailable', message: `no http://localhost:9090 for ${authorization}` },
        },
  )
  await expect(setup.api.getSandboxStats()).rejects.toMatchObject({
    code: 'unavailable',
    status: 502,
    message: expect.not.stringContaining('service'),
    details: 'no [address] for Bearer [token]',
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServerSession } from '../../../shared/domain/session.ts'
import type { PlainServer } from '../../local-server/plain/plain-server.ts'
import { startPlainServer } from '../../local-server/plain/plain-server.ts'
import { startTestServer } from '../../local-server/testing/start-server.ts'
import { SandboxApi } from './client.ts'
import type { Endpoint } from './connection-pool.ts'
import { requestsPerConnection } from './connection-pool.ts'
import { factsOf } from './facts-of.ts'

// The same client, the same expectations, on every kind of server that there is. What differs is said where it does.

interface Server {
  readonly endpoint: Endpoint
  /** Where it is the reference server that is played. */
  readonly plain?: PlainServer
  close(): Promise<void>
}

async function startLocal(): Promise<Server> {
  const server = await startTestServer()
  return {
    endpoint: { origin: 'http://localhost', socketPath: server.socketPath },
    close: async () => await server.close(),
  }
}

async function startPlain(deployment: 'memory' | 'stored'): Promise<Server> {
  // Quick where time is waited for, and exact everywhere else.
  const plain = await startPlainServer({ deployment, warm: 1, times: { executeCost: 0, held: 100 } })
  return { endpoint: { origin: plain.origin }, plain, close: async () => await plain.close() }
}

const kinds: readonly (readonly [string, () => Promise<Server>])[] = [
  ['the local server', startLocal],
  ['--plain', async () => await startPlain('memory')],
  ['--plain=stored', async () => await startPlain('stored')],
]

const wish = {
  image: 'python:3.11-slim',
  cpuCount: 2,
  memoryMb: 1024,
  ttlMs: 3_600_000,
  metadata: { name: 'conformance', request: 'r-1' },
}

describe.each(kinds)('the client on %s', (_name, start) => {
  let server: Server
  let api: SandboxApi
  let sandboxId: string
  let session: ServerSession

  beforeAll(async () => {
    server = await start()
    api = open('mira')
    session = await api.createSession(wish)
    sandboxId = (await api.acquireSandbox()).sandboxId
  }, 60_000)

  afterAll(async () => {
    await api?.close()
    await server?.close()
  }, 30_000)

  function open(userId: string): SandboxApi {
    const quiet = { answered: () => undefined, succeeded: () => undefined, failed: () => undefined }
    return new SandboxApi(server.endpoint, { userId, role: 'user' }, quiet)
  }

  async function facts(command: readonly string[], timeout = 20) {
    const verdict = factsOf(await api.execute({ sandboxId, command, timeout }))
    return verdict.kind === 'facts' ? verdict.facts : verdict.error
  }

  test('health and a token', async () => {
    expect((await api.health()).facts.keeps).toEqual(server.plain ? [] : ['workspace'])
    const { userId, endsAt } = await api.getToken()
    expect(userId).toBe('mira')
    expect(endsAt).toBeGreaterThan(Date.now())
  })

  test('a session is made, read and listed', async () => {
    expect(session).toMatchObject({ userId: 'mira', status: 'active', image: wish.image, cpuCount: 2, memoryMb: 1024 })
    expect(session.metadata).toMatchObject(wish.metadata)
    expect(session.expiresAt - session.createdAt).toBe(3_600_000)
    expect(await api.getSession(session.id)).toMatchObject({ id: session.id, status: 'active' })
    expect((await api.listSessions()).map(({ id }) => id)).toContain(session.id)
    const other = open('somebody-else')
    expect((await other.listSessions()).map(({ id }) => id)).not.toContain(session.id)
    await other.close()
  })

  test('what is not there is gone, however the server says it', async () => {
    const nobody = '5d0c5a0e-0000-4000-8000-000000000000'
    await expect(api.getSession(nobody)).rejects.toMatchObject({ code: 'gone' })
    await expect(api.pauseSession(nobody)).rejects.toMatchObject({ code: 'gone' })
    await expect(api.touchSession(nobody)).rejects.toMatchObject({ code: 'gone' })
    await expect(api.bindSandbox(nobody, sandboxId)).rejects.toMatchObject({ code: 'gone' })
    await expect(api.execute({ sandboxId: '00000000', command: ['true'], timeout: 5 })).rejects.toMatchObject({
      code: 'gone',
    })
    await expect(api.listFiles('00000000')).rejects.toMatchObject({ code: 'gone' })
    await expect(api.releaseSandbox('00000000')).rejects.toMatchObject({ code: 'server', status: 400 })
    // Deleting what is not there is done already.
    await api.deleteSession(nobody)
  })

  test('a program’s end is read as it was', async () => {
    expect(await facts(['true'])).toEqual({
      exitCode: 0,
      output: { kind: 'complete' },
      durationMs: expect.any(Number),
    })
    expect(await facts(['sh', '-c', 'exit 3'])).toMatchObject({ exitCode: 3 })
    expect(await facts(['sh', '-c', 'kill -9 $$'])).toMatchObject({ exitCode: 137, signal: 9 })
    expect(await facts(['no-such-program-at-all'])).toMatchObject({ error: { code: 'refused' } })
    const late = await facts(['sh', '-c', 'echo begun; sleep 30'], 1)
    expect(late).toMatchObject({ killedBy: 'limit', output: { kind: 'complete' } })
    // The local server ends it, and knows how it ended; elsewhere the 0 that comes along means nothing.
    if (server.plain) expect(late).not.toHaveProperty('exitCode')
  })

  test('streams, code, environment and folder arrive as they are', async () => {
    const { stdout, stderr } = await api.execute({
      sandboxId,
      command: ['sh', '-c', 'printf "%s" "$WORD"; printf "\\377" >&2; pwd'],
      env: { WORD: 'größe ✓ 測試 "\'$\\' },
      workDir: '/tmp',
      timeout: 20,
    })
    expect(stdout).toBe('größe ✓ 測試 "\'$\\/tmp\n')
    expect(stderr).toBe('\uFFFD')
    const code = await api.execute({ sandboxId, code: 'print(6 * 7)', language: 'python', timeout: 20 })
    expect(code).toMatchObject({ exitCode: 0, stdout: '42\n', timedOut: false })
  })

  test('more output than a server keeps is known to be cut', async () => {
    const verdict = await facts(['sh', '-c', 'head -c 12000000 /dev/zero | tr "\\0" x'])
    expect(verdict).toMatchObject({ output: { kind: 'cut' } })
  })

  test('an execute that is given up goes on, and the next one is answered', async () => {
    const abort = new AbortController()
    const asked = api.execute({ sandboxId, command: ['sleep', '20'], timeout: 30 }, { signal: abort.signal })
    const settled = expect(asked).rejects.toMatchObject({ code: 'cancelled' })
    expect(await facts(['true'])).toMatchObject({ exitCode: 0 })
    abort.abort()
    await settled
  })

  test('file calls of the server', async () => {
    const path = '/workspace/conformance/a b.txt'
    expect(await api.listFiles(sandboxId)).toEqual([])
    await api.writeFile(sandboxId, path, 'größe\0\r\nno end')
    const { stdout } = await api.execute({ sandboxId, command: ['base64', '-w0', path], timeout: 20 })
    expect(Buffer.from(stdout, 'base64').toString()).toBe('größe\0\r\nno end')
    expect((await api.listFiles(sandboxId)).map(({ name, isFolder }) => [name, isFolder])).toEqual([
      ['conformance', true],
    ])
    await api.writeFile(sandboxId, '/workspace/full', 'x'.repeat(90_000))
    await api.deleteFile(sandboxId, '/workspace/full')
    await api.deleteFile(sandboxId, '/workspace/conformance')
    await api.deleteFile(sandboxId, '/workspace/conformance')
    expect(await api.listFiles(sandboxId)).toEqual([])
  })

  test('bind, touch, pause, resume, unbind: each as the session shows it afterwards', async () => {
    await expect(api.pauseSession(session.id)).rejects.toMatchObject({ code: 'server', status: 400 })
    await api.bindSandbox(session.id, sandboxId)
    expect(await api.getSession(session.id)).toMatchObject({ sandboxId })
    await api.touchSession(session.id)
    const paused = await api.pauseSession(session.id)
    expect(paused.status).toBe('paused')
    expect(paused).not.toHaveProperty('sandboxId')
    await expect(api.pauseSession(session.id)).rejects.toMatchObject({ code: 'server', status: 400 })
    const resumed = await api.resumeSession(session.id)
    expect(resumed).toMatchObject({ status: 'active' })
    await expect(api.resumeSession(session.id)).rejects.toMatchObject({ code: 'server', status: 400 })
    await api.bindSandbox(session.id, sandboxId)
    await api.unbindSandbox(session.id)
    await api.unbindSandbox(session.id)
    expect(await api.getSession(session.id)).not.toHaveProperty('sandboxId')
  })

  test('a connection is changed before the server counts to 200', async () => {
    const { plain } = server
    const before = plain?.requests.length ?? 0
    for (let request = 0; request < 2 * requestsPerConnection; request += 1) await api.getSandboxStats()
    const counts = new Map<number, number>()
    for (const { connection, status } of plain?.requests.slice(before) ?? []) {
      counts.set(connection, (counts.get(connection) ?? 0) + 1)
      expect(status).toBe(200)
    }
    expect(Math.max(0, ...counts.values())).toBeLessThanOrEqual(requestsPerConnection)
  })

  test('many calls at once are all answered', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => api.getSession(session.id)))
    expect(new Set(answers.map(({ id }) => id))).toEqual(new Set([session.id]))
  })

  test('a released sandbox is not used any more, and a deleted session is gone', async () => {
    const other = await api.acquireSandbox()
    await api.releaseSandbox(other.sandboxId)
    await expect(api.releaseSandbox(other.sandboxId)).rejects.toMatchObject({ code: 'server', status: 400 })
    const short = await api.createSession(wish)
    await api.deleteSession(short.id)
    await expect(api.getSession(short.id)).rejects.toMatchObject({ code: 'gone' })
    expect((await api.listSessions()).map(({ id }) => id)).not.toContain(short.id)
  })
})

describe.each(kinds.slice(1))('what goes wrong on %s', (_name, start) => {
  let plain: PlainServer
  let api: SandboxApi

  beforeAll(async () => {
    const server = await start()
    if (!server.plain) throw new Error('This one is plain.')
    plain = server.plain
    const quiet = { answered: () => undefined, succeeded: () => undefined, failed: () => undefined }
    api = new SandboxApi(server.endpoint, { userId: 'mira', role: 'user' }, quiet)
  }, 60_000)

  afterAll(async () => {
    await api?.close()
    await plain?.close()
  }, 30_000)

  async function bound() {
    const session = await api.createSession(wish)
    const { sandboxId } = await api.acquireSandbox()
    await api.bindSandbox(session.id, sandboxId)
    return { session, sandboxId }
  }

  const breaks = [
    ['a 502', { status: 502, body: '{"error":"service_unavailable","message":"http://localhost:9090"}' }],
    ['a closed connection', 'hang up'],
  ] as const

  test.each(breaks)(
    '%s of a pause, a resume, a bind and a delete that worked is seen to have worked',
    async (_what, reply) => {
      const { session, sandboxId } = await bound()
      const lose = (on: string) => plain.mishaps.push({ on, reply, works: true })
      lose(`POST /api/v1/sessions/${session.id}/pause`)
      expect(await api.pauseSession(session.id)).toMatchObject({ status: 'paused' })
      lose(`POST /api/v1/sessions/${session.id}/resume`)
      expect(await api.resumeSession(session.id)).toMatchObject({ status: 'active' })
      lose(`POST /api/v1/sessions/${session.id}/bind`)
      await api.bindSandbox(session.id, sandboxId)
      lose(`DELETE /api/v1/sessions/${session.id}`)
      await api.deleteSession(session.id)
      await api.releaseSandbox(sandboxId)
    },
  )

  test('a session whose answer is lost is found, and made once', async () => {
    const request = `r-${Math.random()}`
    const before = (await api.listSessions()).length
    plain.mishaps.push({ on: 'POST /api/v1/sessions', reply: 'hang up', works: true })
    expect(await api.createSession({ ...wish, metadata: { request } })).toMatchObject({ status: 'active' })
    expect(await api.listSessions()).toHaveLength(before + 1)
  })

  test('what did not work is an error, and is not tried again', async () => {
    const { session, sandboxId } = await bound()
    const sent = plain.requests.length
    plain.mishaps.push({ on: `POST /api/v1/sessions/${session.id}/pause`, reply: 'hang up' })
    await expect(api.pauseSession(session.id)).rejects.toMatchObject({ code: 'outcome-unknown' })
    plain.mishaps.push({ on: 'POST /api/v1/execute', reply: 'hang up', works: true })
    await expect(api.execute({ sandboxId, command: ['true'], timeout: 5 })).rejects.toMatchObject({
      code: 'outcome-unknown',
    })
    const lines = plain.requests.slice(sent).map(({ method, target }) => `${method} ${target}`)
    expect(lines.filter((line) => line.startsWith('POST'))).toHaveLength(2)
  })

  test('a dead sandbox and a restarted service are told apart from a program’s end', async () => {
    const { sandboxId } = await bound()
    await plain.killSandbox(sandboxId)
    const dead = factsOf(await api.execute({ sandboxId, command: ['true'], timeout: 5 }))
    expect(dead).toMatchObject({ facts: { error: { code: 'gone' } } })
    const { session } = await bound()
    await plain.restartSandboxes()
    await expect(api.execute({ sandboxId, command: ['true'], timeout: 5 })).rejects.toMatchObject({ code: 'gone' })
    expect(await api.getSession(session.id)).toMatchObject({ id: session.id })
  })

  test('a service that is down is unavailable: nothing is called gone', async () => {
    const { session } = await bound()
    await plain.stopService('sessions')
    await expect(api.getSession(session.id)).rejects.toMatchObject({ code: 'unavailable', status: 502 })
    await expect(api.pauseSession(session.id)).rejects.toMatchObject({ code: 'unavailable', status: 502 })
    expect((await api.health()).facts.extensions).toEqual([])
    await plain.startService('sessions')
  })
})

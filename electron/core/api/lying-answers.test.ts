import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { isAppError } from '../../../shared/domain/errors.ts'
import { sentSession } from '../testing/api-setup.ts'
import type { RawServer } from '../testing/raw-server.ts'
import { rawAnswer, startRawServer } from '../testing/raw-server.ts'
import { SandboxApi } from './client.ts'
import type { ApiRequest } from './transport.ts'
import { Transport } from './transport.ts'

// A server, or something between it and us, that breaks the protocol. The right error, never a hang or a crash.

const quiet = { answered: () => undefined, succeeded: () => undefined, failed: () => undefined }

let server: RawServer
let api: SandboxApi

const token = rawAnswer(JSON.stringify({ access_token: 'the-token', expires_in: '86400' }))

async function lie(answer: (socket: Socket, line: string) => void): Promise<void> {
  server = await startRawServer((line, socket) => {
    if (line.endsWith('/auth/token')) socket.write(token)
    else answer(socket, line)
  })
  api = new SandboxApi({ origin: server.origin }, { userId: 'mira', role: 'user' }, quiet)
  await api.getToken()
}

afterEach(async () => {
  await api.close()
  await server.close()
})

const question = () => api.getSandboxStats()
const change = () => api.execute({ sandboxId: 'ab', command: ['true'], timeout: 1 })

const stats = rawAnswer('{"idle":1,"active":0}')
const ran = rawAnswer('{"exit_code":0,"stdout":"a","stderr":"","duration_ms":1,"timed_out":false}')
const chunked = `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n15\r\n{"idle":1,"active":0}\r\n0\r\n\r\n`

test.each([
  ['with a length', stats],
  ['in chunks', chunked],
])('a connection that is reset at any byte of an answer %s: an error, or the whole answer', async (_name, answer) => {
  let length = 0
  await lie((socket) => socket.write(answer.slice(0, length), 'latin1', () => socket.resetAndDestroy()))
  for (length = 0; length < answer.length; length += 1)
    await expect(question(), `${length} bytes`).rejects.toMatchObject({ code: 'unavailable' })
  // The last byte may be in before the reset is.
  const last = await question().catch((error: unknown) => error)
  expect(isAppError(last, 'unavailable') || (last as { available: number }).available === 1).toBe(true)
})

test('a change whose answer is reset at any byte has an outcome that has to be looked up, and is sent once', async () => {
  let length = 0
  await lie((socket) => socket.write(ran.slice(0, length), 'latin1', () => socket.resetAndDestroy()))
  for (length = 0; length < ran.length; length += 1)
    await expect(change(), `${length} bytes`).rejects.toMatchObject({ code: 'outcome-unknown' })
  expect(server.lines.filter((line) => line.startsWith('POST /api/v1/execute'))).toHaveLength(ran.length)
})

test('a connection that is ended in good order at any byte is no answer either', async () => {
  let length = 0
  await lie((socket) => socket.end(ran.slice(0, length), 'latin1'))
  for (length = 0; length < ran.length; length += 1)
    await expect(change(), `${length} bytes`).rejects.toMatchObject({ code: 'outcome-unknown' })
})

test('an answer that comes byte by byte is an answer', async () => {
  await lie((socket) => {
    const send = (at: number): void => {
      if (at < stats.length) socket.write(stats.slice(at, at + 1), 'latin1', () => setImmediate(send, at + 1))
    }
    send(0)
  })
  expect(await question()).toMatchObject({ available: 1 })
})

test('an answer without end is given up at its limit, not read into memory', async () => {
  let sent = 0
  await lie((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${2 ** 30}\r\n\r\n`)
    const block = Buffer.alloc(65_536, 'x')
    const more = (error?: Error | null): void => {
      if (error || socket.destroyed) return
      sent += block.byteLength
      socket.write(block, more)
    }
    more()
  })
  await expect(question()).rejects.toMatchObject({ code: 'too-large' })
  // 4 MiB are taken; the rest is what lay between the two.
  expect(sent).toBeLessThan(2 ** 30 / 8)
})

test('slow bytes without end are ended by the deadline', async () => {
  await lie((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n')
    const timer = setInterval(() => socket.write('x'), 5)
    socket.on('close', () => clearInterval(timer))
  })
  const transport = new Transport({ origin: server.origin }, quiet)
  const slow: ApiRequest = { method: 'GET', path: '/slow', subject: 'pool', safe: true, deadlineMs: 50 }
  await expect(transport.send(slow, 'token')).rejects.toMatchObject({ code: 'timeout' })
  await expect(transport.send({ ...slow, safe: false }, 'token')).rejects.toMatchObject({ code: 'outcome-unknown' })
  await transport.close()
})

test.each([
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['a status that is none', 'HTTP/1.1 abc OK\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'],
  ['a header without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}`],
  ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
  ['a chunk that is none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n'],
])('%s is no answer', async (_name, bytes) => {
  await lie((socket) => socket.write(bytes, 'latin1', () => socket.end()))
  await expect(question()).rejects.toMatchObject({ code: 'unavailable' })
  await expect(change()).rejects.toMatchObject({ code: 'outcome-unknown' })
})

const wrong: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a list', []],
  ['a number', 7],
  ['an empty object', {}],
  ['numbers as text', { idle: '1', exit_code: '0', sandbox_id: 7, id: 7, sessions: '[]', files: '[]' }],
  [
    'fractions of things',
    { exit_code: null, sandbox_id: '../x', id: '../x', status: 'dancing', sessions: 1, files: 1 },
  ],
  ['a session that is none', { ...sentSession, sandbox_id: '', expires_at: 'soon', sessions: {}, files: {} }],
  ['proto', JSON.parse('{"__proto__":{"exit_code":0},"constructor":1}')],
]

test.each(wrong)('%s in place of an answer crashes nothing and is believed of nobody', async (_name, body) => {
  await lie((socket) => socket.write(rawAnswer(JSON.stringify(body))))
  const calls: readonly (() => Promise<unknown>)[] = [
    () => api.getSession('s-1'),
    () => api.pauseSession('s-1'),
    () => api.acquireSandbox(),
    () => api.execute({ sandboxId: 'a', command: ['true'], timeout: 1 }),
    () => api.createSession({ image: '', cpuCount: 1, memoryMb: 1, ttlMs: 1, metadata: { request: 'x' } }),
  ]
  for (const call of calls)
    await expect(call()).rejects.toMatchObject({ code: expect.stringMatching(/^(server|outcome-unknown)$/) })
  for (const call of [() => api.listSessions(), () => api.listFiles('a'), question]) {
    const settled = await Promise.allSettled([call()])
    if (settled[0]?.status === 'rejected') expect(settled[0].reason).toMatchObject({ code: 'server' })
  }
})

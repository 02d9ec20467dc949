import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { goodCertificate } from '../testing/certificates.ts'
import type { Answer } from '../testing/lying-server.ts'
import { startLyingServer } from '../testing/lying-server.ts'
import { startRawServer } from '../testing/raw-server.ts'
import { SandboxApi } from './client.ts'

// What is behind an error, so that a person is told what to do about it, and not only that it does not work.

const quiet = { answered: () => undefined, succeeded: () => undefined, failed: () => undefined }
const ending: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

function clientOf(origin: string, token?: string): SandboxApi {
  const credentials = { userId: 'mira', role: 'user', ...(token === undefined ? {} : { token }) }
  const api = new SandboxApi({ origin }, credentials, quiet)
  ending.push(async () => await api.close())
  return api
}

async function serve(answer: Answer, tls?: typeof goodCertificate): Promise<string> {
  const server = await startLyingServer(answer, tls)
  ending.push(async () => await server.close())
  return server.origin
}

async function speak(answer: (socket: Socket) => void): Promise<string> {
  const server = await startRawServer((_line, socket) => answer(socket))
  ending.push(async () => await server.close())
  return server.origin
}

test('an https address on a port that speaks http', async () => {
  const origin = await serve(() => undefined)
  const api = clientOf(origin.replace('http:', 'https:').replace('127.0.0.1', 'localhost'))
  await expect(api.health()).rejects.toMatchObject({ code: 'offline', reason: 'no-tls' })
})

test.each([
  ['in the words of Go', 'Client sent an HTTP request to an HTTPS server.\n'],
  ['in the page of nginx', '<html><center>The plain HTTP request was sent to HTTPS port</center></html>'],
])('an http address on a port that speaks https, %s', async (_name, body) => {
  const origin = await serve(() => ({ status: 400, body }))
  await expect(clientOf(origin).health()).rejects.toMatchObject({ code: 'unavailable', reason: 'needs-tls' })
})

test('an http address on a port of Node that speaks https', async () => {
  const origin = await serve(() => undefined, goodCertificate)
  const api = clientOf(origin.replace('https:', 'http:'))
  await expect(api.health()).rejects.toMatchObject({ code: 'unavailable' })
})

test.each([
  ['another protocol', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'unavailable'],
  [
    'a page with a 200',
    (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n<html></html>'),
    'server',
  ],
  ['a 404', (socket: Socket) => socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'), 'unavailable'],
] as const)('what is no Cloud Sandbox server: %s', async (_name, answer, code) => {
  const api = clientOf(await speak(answer))
  await expect(api.health()).rejects.toMatchObject({ code, reason: 'not-a-server' })
})

test('a page of a proxy in place of the server, with the id of the request', async () => {
  const page = { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>', headers: { 'x-request-id': 'a1-b2' } }
  const origin = await serve(({ path }) => (path.endsWith('/stats') ? page : undefined))
  await expect(clientOf(origin).getSandboxStats()).rejects.toMatchObject({
    code: 'unavailable',
    status: 502,
    reason: 'proxy-page',
    requestId: 'a1-b2',
  })
})

test.each(['with spaces in it', `x${'y'.repeat(200)}`, '<b>'])('an id that is none is left out: %s', async (id) => {
  const origin = await serve(({ path }) =>
    path.endsWith('/stats') ? { status: 500, headers: { 'x-request-id': id } } : undefined,
  )
  const error = await clientOf(origin)
    .getSandboxStats()
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ status: 500 })
  expect(error).toHaveProperty('requestId', undefined)
})

test('a pasted token that is refused', async () => {
  const origin = await serve(({ path }) => (path.endsWith('/stats') ? { status: 401, body: 'no' } : undefined))
  const api = clientOf(origin, 'pasted')
  await expect(api.getSandboxStats()).rejects.toMatchObject({ code: 'auth', reason: 'token' })
})

test('an empty pool, a session and a sandbox that are gone', async () => {
  const origin = await serve(({ path }) => {
    if (path.endsWith('/acquire')) return { status: 503, body: 'sandbox pool exhausted\n' }
    if (path.endsWith('/execute')) return { status: 404, body: 'Sandbox not found\n' }
    return path.endsWith('/pause') ? { status: 400, body: 'session expired: s-1\n' } : undefined
  })
  const api = clientOf(origin)
  await expect(api.acquireSandbox()).rejects.toMatchObject({ code: 'unavailable', reason: 'pool-full' })
  await expect(api.execute({ sandboxId: 'ab', command: ['true'], timeout: 1 })).rejects.toMatchObject({
    code: 'gone',
    reason: 'sandbox-gone',
  })
  await expect(api.pauseSession('s-1')).rejects.toMatchObject({ code: 'gone', reason: 'session-expired' })
})

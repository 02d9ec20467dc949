import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ApiUser } from '../testing/http-client.ts'
import type { RawConnection } from '../testing/raw-connection.ts'
import { connectRaw } from '../testing/raw-connection.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'

// Clients that are slow, broken or many, and what another one notices of them: nothing.

const proving = Boolean(process.env.PROVE)
const megabyte = 1024 * 1024

let server: TestServer
let ann: ApiUser
let sandbox: string

beforeAll(async () => {
  server = await startTestServer({ port: true })
  ann = await ApiUser.named(port(), 'ann')
  sandbox = await ann.sandbox()
})
afterAll(() => server.close())

const port = () => ({ host: '127.0.0.1', port: server.port ?? -1 }) as const
const many = async (count: number, options?: { reads: boolean }) =>
  Promise.all(Array.from({ length: count }, () => connectRaw(port(), options)))
const head = (method: string, path: string, more: readonly string[] = []) =>
  `${[`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${server.port}`, `Authorization: Bearer ${ann.token}`, ...more].join('\r\n')}\r\n\r\n`
const post = (path: string, length: number) =>
  head('POST', path, ['Content-Type: application/json', `Content-Length: ${length}`])
const end = (connections: readonly RawConnection[]) => {
  for (const { socket } of connections) socket.destroy()
}

/** Somebody else, by another connection each time, over both entrances. */
async function expectOthersAreAnswered(): Promise<void> {
  const bob = await ApiUser.named(server.address, 'bob')
  expect((await bob.call('POST', '/sessions')).status).toBe(201)
  expect((await ann.call('GET', '/sessions')).status).toBe(200)
  expect(await ann.output(sandbox, ['echo', 'answered'])).toBe('answered')
  const file = { sandbox_id: sandbox, path: '/workspace/other', content: 'x' }
  expect((await ann.call('PUT', '/files', file)).status).toBe(200)
}

/** Memory of the server in bytes. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${server.process.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024
}

test('heads and bodies that come byte by byte, or not at all', async () => {
  const [silent, heads, bodies] = [await many(100), await many(100), await many(100)]
  for (const { socket } of heads) socket.write('POST /api/v1/sessions HTTP/1.1\r\nHost: 127')
  for (const { socket } of bodies) socket.write(`${post('/api/v1/sessions', 1000)}{"image": `)
  await expectOthersAreAnswered()
  if (proving) {
    await Promise.all([...silent, ...heads, ...bodies].map(({ closed }) => closed))
    expect(heads[0]?.text()).toMatch(/^HTTP\/1.1 408 .*The request came too slowly\n$/s)
    expect(bodies[0]?.text()).toMatch(/^HTTP\/1.1 408 /)
  }
  end([...silent, ...heads, ...bodies])
})

test('a thousand connections; those that are silent longest make room for more', async () => {
  // It is silent too, but nobody waits for its next request.
  const attached = new WebSocket(`ws://127.0.0.1:${server.port}/api/v1/sandbox/${sandbox}/attach`, 'attach.1', {
    headers: { authorization: `Bearer ${ann.token}` },
  })
  await once(attached, 'open')
  const first = await connectRaw(port())
  const others = await many(999)
  await expectOthersAreAnswered()
  await first.closed
  const more = await many(300)
  await Promise.all(others.slice(0, 250).map(({ closed }) => closed))
  await expectOthersAreAnswered()
  expect(attached.readyState).toBe(WebSocket.OPEN)
  attached.terminate()
  end([...others, ...more])
})

test('a thousand connections that stay in the middle of a request make room too', async () => {
  const slow = await many(999)
  for (const { socket } of slow) socket.write(`${post('/api/v1/sessions', 1000)}{"image": `)
  await expectOthersAreAnswered()
  const more = await many(200)
  await Promise.all(slow.slice(0, 150).map(({ closed }) => closed))
  await expectOthersAreAnswered()
  end([...slow, ...more])
})

test('half-closed and broken connections are let go', async () => {
  const asked = await connectRaw(port())
  asked.socket.end(head('GET', '/api/v1/sandbox/stats'))
  await asked.closed
  const half = await connectRaw(port())
  half.socket.end('GET /api/v1/sess')
  await half.closed
  const body = await connectRaw(port())
  body.socket.end(`${post('/api/v1/sessions', 1000)}{"image"`)
  await body.closed
  const noise = await connectRaw(port())
  noise.socket.write(Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10]))
  await noise.closed
  expect(noise.text()).toMatch(/^HTTP\/1.1 400 /)
  for (const connection of await many(50)) {
    connection.socket.write(post('/api/v1/execute', 64 * megabyte))
    connection.socket.resetAndDestroy()
  }
  await expectOthersAreAnswered()
})

const taken = ({ socket }: RawConnection) => new Promise<void>((resolve) => socket.once('drain', resolve))

/** Sends a body without having it in memory, as fast as it is taken. */
async function pour(connection: RawConnection, length: number): Promise<void> {
  const piece = Buffer.alloc(megabyte, 0x20)
  for (let sent = 0; sent < length && !connection.socket.destroyed; sent += piece.length) {
    const isTaken = connection.socket.write(piece.subarray(0, Math.min(piece.length, length - sent)))
    if (!isTaken) await Promise.race([connection.closed, taken(connection)])
  }
}

test('bodies of 64 MiB, many at once, are refused or taken, and held in memory by nobody', async () => {
  const before = await memory()
  const count = proving ? 40 : 8
  const connections = await many(count)
  const poured = connections.map(async (connection, index) => {
    const path = ['/api/v1/sessions', '/api/v1/execute', '/api/v1/auth/token'][index % 3] ?? ''
    connection.socket.write(post(path, 64 * megabyte))
    await pour(connection, 64 * megabyte)
  })
  await expectOthersAreAnswered()
  await Promise.all(poured)
  for (const { text } of connections) await expect.poll(text).toMatch(/^HTTP\/1.1 413 .*Request body is too large\n$/s)
  end(connections)
  // Of what no length was announced: counted as it comes.
  const chunked = await many(4)
  for (const { socket } of chunked) {
    socket.write(head('POST', '/api/v1/sessions', ['Content-Type: application/json', 'Transfer-Encoding: chunked']))
    socket.write(`${(17 * megabyte).toString(16)}\r\n`)
  }
  await Promise.all(chunked.map((connection) => pour(connection, 17 * megabyte)))
  for (const { socket } of chunked) socket.write('\r\n0\r\n\r\n')
  for (const { text } of chunked) await expect.poll(text).toMatch(/^HTTP\/1.1 (?:413|503) /)
  end(chunked)
  await expectOthersAreAnswered()
  expect((await memory()) - before).toBeLessThan(400 * megabyte)
})

test('large bodies that stay half sent hold no other request up', async () => {
  // Together more than all bodies may hold.
  const connections = await many(12)
  for (const connection of connections) {
    connection.socket.write(post('/api/v1/execute', 16 * megabyte))
    void pour(connection, 15 * megabyte)
  }
  await expect.poll(() => connections.some(({ text }) => text().startsWith('HTTP/1.1 503'))).toBe(true)
  await expectOthersAreAnswered()
  end(connections)
})

test('files far larger than memory should hold are written whole, side by side, and nothing of them stays behind', async () => {
  const before = await memory()
  const size = (proving ? 256 : 70) * megabyte
  const prefix = (name: string) => `{"path": "/workspace/${name}", "content": "`
  const suffix = `", "sandbox_id": "${sandbox}"}`
  const hash = createHash('sha256')
  for (let done = 0; done < size; done += megabyte) hash.update(Buffer.alloc(megabyte, 0x20))
  const digest = hash.digest('hex')
  const write = async (name: string) => {
    const connection = await connectRaw(port())
    const length = prefix(name).length + size + suffix.length
    connection.socket.write(
      head('PUT', '/api/v1/files', ['Content-Type: application/json', `Content-Length: ${length}`]),
    )
    connection.socket.write(prefix(name))
    await pour(connection, size)
    connection.socket.write(suffix)
    await expect.poll(connection.text, { timeout: 600_000 }).toMatch(/^HTTP\/1.1 200 .*\{"success":true\}$/s)
    end([connection])
  }
  await Promise.all([write('one'), write('two'), expectOthersAreAnswered()])
  const sums = await ann.output(sandbox, ['sh', '-c', 'sha256sum one two; ls -A; rm one two'])
  expect(sums).toBe(`${digest}  one\n${digest}  two\none\nother\ntwo`)
  expect(await readdir(join(server.dataFolder, 'local-server/uploads'))).toEqual([])
  expect((await memory()) - before).toBeLessThan(400 * megabyte)
})

test('a file for a sandbox that is not there is refused while it comes, and takes no room', async () => {
  const connection = await connectRaw(port())
  connection.socket.write(
    head('PUT', '/api/v1/files', ['Content-Type: application/json', `Content-Length: ${9 * megabyte}`]),
  )
  connection.socket.write('{"path": "x", "sandbox_id": "00000000", "content": "x')
  await expect.poll(connection.text).toMatch(/^HTTP\/1.1 404 .*sandbox not found: 00000000\n$/s)
  await pour(connection, megabyte)
  expect(await readdir(join(server.dataFolder, 'local-server/uploads'))).toEqual([])
  end([connection])
})

test('a file whose sender goes away in the middle changes nothing and leaves nothing', async () => {
  const connection = await connectRaw(port())
  const start = `{"sandbox_id": "${sandbox}", "path": "/workspace/other", "content": "`
  connection.socket.write(
    head('PUT', '/api/v1/files', ['Content-Type: application/json', `Content-Length: ${9 * megabyte}`]),
  )
  connection.socket.write(start)
  await pour(connection, 2 * megabyte)
  const uploads = () => readdir(join(server.dataFolder, 'local-server/uploads'))
  await expect.poll(uploads).toHaveLength(1)
  connection.socket.destroy()
  await expect.poll(uploads).toEqual([])
  expect(await ann.output(sandbox, ['cat', 'other'])).toBe('x')
})

test('a sandbox whose asker has gone is given back', async () => {
  const active = async () => (await ann.call('GET', '/sandbox/stats')).json
  const before = await active()
  const connections = await many(6)
  for (const { socket } of connections) socket.write(head('POST', '/api/v1/sandbox/acquire', ['Content-Length: 0']))
  await expect.poll(async () => (await active()).creating, { interval: 1 }).not.toBe(0)
  end(connections)
  // Who was answered before has one in truth.
  const held = connections.flatMap(({ text }) => /"sandbox_id":"(\w+)"/.exec(text())?.[1] ?? [])
  expect(held.length).toBeLessThan(connections.length)
  for (const sandbox_id of held) await ann.call('POST', '/sandbox/release', { sandbox_id })
  await expect.poll(active).toEqual(before)
})

test('answers that nobody reads', async () => {
  const body = JSON.stringify({ sandbox_id: sandbox, code: 'head -c 10000000 /dev/zero | tr "\\0" x' })
  const connections = await many(proving ? 60 : 12, { reads: false })
  for (const { socket } of connections) socket.write(post('/api/v1/execute', Buffer.byteLength(body)) + body)
  await expectOthersAreAnswered()
  if (proving) {
    const [first] = connections
    // It is given up on after a while; what is left of the answer is thrown away with the connection.
    await expect.poll(async () => (await openFiles()) < 60, { timeout: 300_000 }).toBe(true)
    first?.socket.resume()
    await first?.closed
  }
  end(connections)
  await expectOthersAreAnswered()
})

async function openFiles(): Promise<number> {
  return (await readdir(`/proc/${server.process.pid}/fd`)).length
}

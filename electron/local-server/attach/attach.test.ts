import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attachClose } from '../../../shared/supervisor/attach.ts'
import { encodeFrame } from '../../../shared/supervisor/frame.ts'
import { ApiUser } from '../testing/http-client.ts'
import { RawAttachment, upgrade } from '../testing/raw-attachment.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'

const proving = Boolean(process.env.PROVE)

const MiB = 1024 * 1024

let server: TestServer
let user: ApiUser
let sandbox: string
beforeAll(async () => {
  server = await startTestServer({ port: true })
  user = await ApiUser.named(server.address, 'somebody')
  sandbox = await user.sandbox()
})
afterAll(() => server.close())

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const attach = (id = sandbox) => RawAttachment.open(server.address, id, user.token)
const memoryOf = (pid: number | undefined) =>
  1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

describe('an upgrade', () => {
  test('needs a token that is valid, and a sandbox of one’s own', async () => {
    const stranger = await ApiUser.named(server.address, 'a-stranger')
    expect(await upgrade(server.address, sandbox, {})).toMatchObject({ status: 401 })
    expect(await upgrade(server.address, sandbox, bearer('x.y.z'))).toMatchObject({ status: 401 })
    const foreign = await upgrade(server.address, sandbox, bearer(stranger.token))
    expect(foreign).toMatchObject({ status: 404, text: 'Sandbox not found\n' })
    // Word for word what is said of one that does not exist.
    expect(await upgrade(server.address, 'ffffffff', bearer(stranger.token))).toEqual(foreign)
    expect(await upgrade(server.address, '../health', bearer(user.token))).toMatchObject({ status: 404 })
  })

  test('needs the subprotocol, and to be one', async () => {
    expect(await upgrade(server.address, sandbox, bearer(user.token), ['attach.9'])).toMatchObject({ status: 400 })
    expect(await upgrade(server.address, sandbox, bearer(user.token), [])).toMatchObject({ status: 400 })
    expect(await user.call('GET', `/sandbox/${sandbox}/attach`)).toMatchObject({ status: 426 })
    expect(await user.call('POST', `/sandbox/${sandbox}/attach`)).toMatchObject({ status: 405 })
  })

  test('over the port is refused to web pages, to other names of this computer and to sandboxes', async () => {
    const tcp = { host: '127.0.0.1', port: server.port ?? 0 } as const
    const page = { ...bearer(user.token), origin: 'http://localhost:8080' }
    expect(await upgrade(tcp, sandbox, page)).toMatchObject({ status: 403 })
    const rebound = { ...bearer(user.token), host: `evil.example:${tcp.port}` }
    expect(await upgrade(tcp, sandbox, rebound)).toMatchObject({ status: 403 })
    const inside = [
      'import socket',
      `s = socket.create_connection(("127.0.0.1", ${tcp.port}), 20)`,
      `s.sendall(b"GET /api/v1/sandbox/${sandbox}/attach HTTP/1.1\\r\\nHost: 127.0.0.1:${tcp.port}\\r\\n"`,
      `  b"Authorization: Bearer ${user.token}\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"`,
      '  b"Sec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Protocol: attach.1\\r\\n\\r\\n")',
      'print(s.recv(12).decode())',
    ].join('\n')
    expect(await user.output(sandbox, ['python3', '-c', inside])).toBe('HTTP/1.1 403')
    const program = await RawAttachment.open(tcp, sandbox, user.token)
    program.close()
  })
})

describe('clients of one sandbox', () => {
  test('use the same numbers and get each its own answers', async () => {
    const clients = await Promise.all([attach(), attach(), attach()])
    const outputs = clients.map(async (client, n) => {
      const process = await client.start(['sh', '-c', `echo client ${n}`])
      client.send({ id: 77, op: 'follow', process })
      for (;;) {
        const { header, body } = await client.receive()
        expect(header.id).toBe(77)
        if (header.event === 'output') return Buffer.from(body).toString()
      }
    })
    expect(await Promise.all(outputs)).toEqual(['client 0\n', 'client 1\n', 'client 2\n'])
    for (const client of clients) client.close()
  })

  test('do not see what the server runs for itself, and cannot reach it', async () => {
    const running = user.output(sandbox, ['sh', '-c', 'while [ ! -e /tmp/go ]; do sleep 0.01; done; echo done'])
    const client = await attach()
    const own = await client.start(['true'])
    const { body } = await client.call('processes')
    const listed: readonly { readonly command: readonly string[] }[] = JSON.parse(Buffer.from(body).toString())
    expect(listed.some(({ command }) => command.join(' ').includes('/tmp/go'))).toBe(false)
    for (let process = 1; process <= own + 1; process += 1) {
      if (process === own) continue
      for (const [op, fields] of [
        ['forget', {}],
        ['signal', { signal: 9 }],
        ['follow', {}],
      ] as const) {
        const { header } = await client.call(op, { process, ...fields })
        // Those of tests before may be there; they are clients' own.
        if (header.error !== undefined) expect(header.error).toMatchObject({ code: 'unknown-process' })
      }
    }
    await client.start(['touch', '/tmp/go'])
    expect(await running).toBe('done')
    client.close()
  })

  test('that read nothing stop their program, fill no memory and hold nobody up', async () => {
    const idle = await attach()
    const before = memoryOf(server.process.pid)
    const slow = await Promise.all([attach(), attach(), attach(), attach()])
    const processes = await Promise.all(
      slow.map(async (client) => {
        const process = await client.start(['cat', '/dev/zero'])
        client.send({ id: 1000, op: 'follow', process, window: 64 * MiB })
        client.socket.pause()
        return process
      }),
    )
    const totals = async () => {
      const { body } = await idle.call('processes')
      const all: readonly { process: number; stdout: { total: number } }[] = JSON.parse(Buffer.from(body).toString())
      return processes.map((process) => all.find((one) => one.process === process)?.stdout.total ?? 0)
    }
    // Each fills what is kept for it and then waits; together they have the limit of all.
    let last: readonly number[] = []
    for (let still = 0; still < 20; ) {
      const now = await totals()
      still = now.join() === last.join() && now.every((total) => total > 0) ? still + 1 : 0
      last = now
    }
    for (const total of last) expect(total).toBeLessThan(80 * MiB)
    expect(memoryOf(server.process.pid) - before).toBeLessThan(48 * MiB)
    expect(await user.output(sandbox, ['echo', 'alive'])).toBe('alive')
    for (const process of processes) {
      await idle.call('signal', { process, signal: 9 })
      await idle.call('forget', { process })
    }
    for (const client of [idle, ...slow]) client.close()
  })

  test('share a program: the slowest of them holds it', async () => {
    const [first, second] = [await attach(), await attach()]
    const process = await first.start(['sh', '-c', `head -c ${8 * MiB} /dev/zero; echo end >&2`])
    first.send({ id: 50, op: 'follow', process, window: MiB })
    second.send({ id: 60, op: 'follow', process, window: MiB })
    const read = async (client: RawAttachment, id: number) => {
      let at = 0
      for (;;) {
        const { header, body } = await client.receive()
        if (header.event === undefined) return at
        if (header.event === 'output' && header.stream === 'stdout') at += body.byteLength
        client.send({ id, op: 'ack', stdout: at, stderr: 4 })
      }
    }
    expect(await Promise.all([read(first, 50), read(second, 60)])).toEqual([8 * MiB, 8 * MiB])
    for (const client of [first, second]) client.close()
  })
})

describe('a client that lies', () => {
  const broken: readonly (readonly [string, string | Uint8Array])[] = [
    ['text', '{"id":1,"op":"stats"}'],
    ['nothing', new Uint8Array()],
    ['a frame that is too short for its lengths', Buffer.from('0000000200000000', 'hex')],
    ['a frame that is longer than it says', Buffer.concat([encodeFrame({ id: 1, op: 'stats' }), Buffer.from('x')])],
    ['a header that is no JSON', Buffer.from('0000000200000000' + '7b7b', 'hex')],
    ['a header that is a list', Buffer.from('0000000200000000' + '5b5d', 'hex')],
    ['a header that is no UTF-8', Buffer.from('0000000200000000' + 'c328', 'hex')],
    ['no number', encodeFrame({ op: 'stats' })],
    ['the number 0', encodeFrame({ id: 0, op: 'stats' })],
    ['a number that is no whole one', encodeFrame({ id: 1.5, op: 'stats' })],
    ['a number as text', encodeFrame({ id: '1', op: 'stats' })],
    ['no operation', encodeFrame({ id: 1 })],
    ['a body larger than allowed', encodeFrame({ id: 1, op: 'input', process: 1 }, new Uint8Array(MiB + 1))],
  ]
  test.each(broken)('is cut off at %s', async (_what, message) => {
    const client = await attach()
    client.socket.send(message)
    expect(await client.closed).toBe(attachClose.broken)
  })

  test('is cut off when it uses a number twice, or sends a message that is too large', async () => {
    const twice = await attach()
    const process = await twice.start(['cat'], { input: true })
    twice.send({ id: 9, op: 'follow', process })
    twice.send({ id: 9, op: 'stats' })
    expect(await twice.closed).toBe(attachClose.broken)
    const large = await attach()
    large.socket.send(new Uint8Array(6 * MiB))
    expect(await large.closed).toBe(1009)
  })

  test.each<[string, object]>([
    ['an unknown operation', { op: 'dance' }],
    ['an operation of every object', { op: 'constructor' }],
    ['an operation of the files', { op: 'list', path: '/', limit: 1 }],
    ['an operation of the server’s own', { op: 'leave', channel: 1 }],
    ['no command', { op: 'start', command: [] }],
    ['a command that is none', { op: 'start', command: 'true' }],
    ['a variable that cannot be', { op: 'start', command: ['true'], env: { 'A=B': 'c' } }],
    ['a NUL', { op: 'start', command: ['true', 'a\0b'] }],
    ['half a character', { op: 'start', command: ['true', '\ud800'] }],
    ['a terminal without a size', { op: 'start', command: ['true'], tty: {} }],
    ['a terminal of no size', { op: 'start', command: ['true'], tty: { columns: 0, rows: 1e9 } }],
    ['a window that is too large', { op: 'follow', process: 1, window: 2 ** 40 }],
    ['an offset that nobody wrote yet', { op: 'follow', process: 1, stdout: 2 ** 40 }],
    ['a process that never was', { op: 'follow', process: 2 ** 40 }],
    ['a signal that is none', { op: 'signal', process: 1, signal: 4096 }],
    ['a signal that no C integer holds', { op: 'signal', process: 1, signal: 2 ** 31 }],
  ])('is refused with words, and goes on: %s', async (_what, request) => {
    const client = await attach()
    await client.start(['sleep', '1000'], { key: 'one for all' })
    client.send({ id: 500, ...request })
    const { header } = await client.receive()
    expect(header).toMatchObject({ id: 500, error: { code: expect.any(String), message: expect.any(String) } })
    expect((await client.call('stats')).header.processes).toBeGreaterThan(0)
    client.close()
  })

  test('gains nothing by acknowledging what was never sent, or what is not its own', async () => {
    const client = await attach()
    const process = await client.start(['sh', '-c', 'echo one; read go; echo two'], { input: true })
    client.send({ id: 70, op: 'follow', process })
    client.send({ id: 70, op: 'ack', stdout: 2 ** 50, stderr: 2 ** 50 })
    client.send({ id: 71, op: 'ack', stdout: 4 })
    client.send({ id: 71, op: 'unfollow' })
    await client.call('input', { process }, Buffer.from('go\n'))
    client.send({ id: 72, op: 'follow', process, stdout: 4 })
    let text = ''
    while (!text.includes('two')) {
      const { header, body } = await client.receive()
      if (header.id === 72 && header.event === 'output') text += Buffer.from(body).toString()
    }
    expect(text).toBe('two\n')
    client.close()
  })

  test('that asks and asks and reads no answer fills no memory', async () => {
    const client = await attach()
    await client.start(['true', 'x'.repeat(900)])
    const before = memoryOf(server.process.pid)
    client.socket.pause()
    const rounds = proving ? 400_000 : 40_000
    for (let n = 0; n < rounds && client.socket.readyState === client.socket.OPEN; n += 1) {
      client.send({ id: 1_000_000 + n, op: 'processes' })
      if (n % 1000 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await user.output(sandbox, ['echo', 'alive'])).toBe('alive')
    expect(memoryOf(server.process.pid) - before).toBeLessThan(160 * MiB)
    client.close()
  })
})

describe('the end', () => {
  test('of the sandbox closes its attachments and says so', async () => {
    const other = await user.sandbox()
    const client = await attach(other)
    await client.start(['sleep', '1000'])
    await user.call('POST', '/sandbox/release', { sandbox_id: other })
    expect(await client.closed).toBe(attachClose.ended)
    expect(await upgrade(server.address, other, bearer(user.token))).toMatchObject({ status: 404 })
  })

  test('of a session’s time in it closes them too: pausing starts it again, empty', async () => {
    const session = await user.session()
    const other = await user.sandbox()
    await user.call('POST', `/sessions/${session}/bind`, { sandbox_id: other })
    const client = await attach(other)
    const closed = client.closed
    await user.call('POST', `/sessions/${session}/pause`)
    expect(await closed).toBe(attachClose.ended)
    await user.call('POST', '/sandbox/release', { sandbox_id: other })
  })

  test('of the server waits for no attachment', async () => {
    const mine = await startTestServer()
    const person = await ApiUser.named(mine.address, 'somebody')
    const id = await person.sandbox()
    const client = await RawAttachment.open(mine.address, id, person.token)
    const deaf = await RawAttachment.open(mine.address, id, person.token)
    deaf.socket.pause()
    await mine.stop()
    expect([1001, 1006, attachClose.ended]).toContain(await client.closed)
    deaf.close()
    await mine.close()
  })
})

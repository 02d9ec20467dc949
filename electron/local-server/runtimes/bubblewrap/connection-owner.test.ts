import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LoopbackConnection } from '../runtime.ts'
import { mayBeSuspect } from './connection-owner.ts'
import { findPython } from './interpreters.ts'

/** Connects, says so, stays until its input ends. Its arguments: the host to name, and what to do before. */
const client = `
import ctypes, socket, sys
host, port, trick = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if trick == 'hide': ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
s = socket.create_connection((host, port))
if trick == 'let-go':
    a, b = socket.socketpair()
    socket.send_fds(a, [b'x'], [s.fileno()])
    s.close()
sys.stdin.read()
`

const python = (await findPython())?.path ?? 'python3'
const server = createServer()
let port: number

beforeEach(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' ? (address?.port ?? 0) : 0
})
afterEach(() => server.close())

async function connect(host: string, trick: string) {
  // An ordinary user when we are root: root sees through every trick.
  const uid = process.getuid?.() === 0 ? 65_534 : (process.getuid?.() ?? 0)
  const child = spawn(python, ['-c', client, host, String(port), trick], {
    uid,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const [socket]: Socket[] = await once(server, 'connection')
  if (socket === undefined || child.pid === undefined) throw new Error('No connection')
  const connection: LoopbackConnection = {
    remoteAddress: socket.remoteAddress ?? '',
    remotePort: socket.remotePort ?? 0,
    localPort: port,
  }
  return {
    connection,
    uid,
    pid: child.pid,
    async end() {
      socket.destroy()
      child.stdin?.end()
      await once(child, 'exit')
    },
  }
}

test.each(['127.0.0.1', '::ffff:127.0.0.1'])(
  'a program that connects to %s is found, and whose child it is',
  async (host) => {
    const { connection, uid, pid, end } = await connect(host, 'none')
    expect(await mayBeSuspect(connection, { uid, ancestor: process.pid })).toBe(true)
    expect(await mayBeSuspect(connection, { uid, ancestor: pid })).toBe(true)
    const stranger = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] })
    expect(await mayBeSuspect(connection, { uid, ancestor: stranger.pid ?? 0 })).toBe(false)
    expect(await mayBeSuspect(connection, { uid: uid + 1, ancestor: process.pid })).toBe(false)
    stranger.stdin.end()
    await end()
  },
)

test('a socket that no process has open proves nothing', async () => {
  const { connection, uid, end } = await connect('127.0.0.1', 'let-go')
  await expect.poll(() => mayBeSuspect(connection, { uid, ancestor: 1_000_000_000 })).toBe(true)
  await end()
})

test('a connection that the kernel does not know proves nothing', async () => {
  const unknown = { remoteAddress: '127.0.0.9', remotePort: 1, localPort: port }
  expect(await mayBeSuspect(unknown, { uid: 0, ancestor: 1_000_000_000 })).toBe(true)
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bubblewrapOf } from './testing/bubblewrap-process.ts'
import { ApiUser, send } from './testing/http-client.ts'
import type { TestServer } from './testing/start-server.ts'
import { startTestServer } from './testing/start-server.ts'
import { workspacesIn } from './testing/workspaces-in.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

let folder: string
const servers: TestServer[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-main-'))
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
  await rm(folder, { recursive: true, force: true })
})

async function start(port = false): Promise<TestServer> {
  const server = await startTestServer({ dataFolder: folder, port })
  servers.push(server)
  return server
}

async function run(...args: readonly string[]) {
  const env = { ...process.env, TMPDIR: folder }
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code, out, err }
}

const at = (...args: readonly string[]) => run('--data', folder, ...args)

test('a second server on the folder says so in one sentence that names the first, and changes nothing', async () => {
  const server = await start()
  const second = await at('--socket', join(folder, 'second.sock'))
  expect(second.code).toBe(1)
  const { pid } = server.process
  const sentence = `Another Cloud Sandbox server (process ${pid}) works on this data folder. End it, or choose another data folder.`
  expect(JSON.parse(second.out)).toEqual({
    failed: { cause: 'busy', sentence, pid, version: expect.any(String), socket: server.socketPath },
  })
  const human = await at('--port', '0', '--human')
  expect([human.code, human.out, human.err]).toEqual([1, '', `${sentence}\n`])
  expect((await send(server.address, { method: 'GET', path: '/health' })).status).toBe(200)
})

test('a taken port is said with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  const { code, out } = await at('--port', port)
  other.close()
  expect(code).toBe(1)
  expect(JSON.parse(out)).toEqual({
    failed: {
      cause: 'port-taken',
      sentence: `Port ${port} is taken by another program. Choose another one with --port.`,
    },
  })
})

test('a data folder that cannot be one is said with what to do', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  const { code, out } = await run('--data', file, '--socket', join(folder, 'socket'))
  const sentence = expect.stringMatching(
    /^The data folder .*file cannot be used .* or choose another one with --data\.$/,
  )
  expect([code, JSON.parse(out)]).toEqual([1, { failed: { cause: 'other', sentence } }])
})

test('the probe says in one line what runs here, and leaves nothing', async () => {
  const { code, out } = await run('--probe')
  expect([code, JSON.parse(out)]).toEqual([
    0,
    {
      status: 'ready',
      isolation: expect.stringMatching(/^bubblewrap \d/),
      languages: expect.arrayContaining([expect.stringMatching(/^Python 3/), expect.stringMatching(/^bash \d/)]),
      limits: expect.stringMatching(/^(?:cgroup-v[12]|per-process)$/),
      limitsNote: expect.toSatisfy((note: unknown) => note === undefined || /^No cgroup/.test(String(note))),
    },
  ])
  // Its temporary folder.
  expect(await readdir(folder)).toEqual([])
})

test.each([
  [['--socket', 'x']],
  [['--data', 'x', '--port', 'abc']],
  [['--data', 'x', '--nope']],
  [['--data', 'x', '--runtime', 'docker']],
  [['--data', 'x', '--end-when-idle', 'soon']],
])('the arguments %j are refused with a sentence', async (args) => {
  const { code, out, err } = await run(...args)
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(/^\S.+\n$/)
})

test('the data folder, the secret, the database and the socket are the user’s alone', async () => {
  const server = await start()
  const mode = async (path: string) => (await stat(path)).mode & 0o777
  expect(await mode(join(folder, 'local-server'))).toBe(0o700)
  expect(await mode(join(folder, 'local-server/workspaces'))).toBe(0o700)
  expect(await mode(join(folder, 'local-server/secret'))).toBe(0o600)
  expect(await mode(server.socketPath)).toBe(0o600)
})

test('a clean stop ends the sandboxes, answers what runs, and keeps sessions, files and tokens', async () => {
  const first = await start()
  const ann = await ApiUser.named(first.address, 'ann')
  const [session, sandbox, loose] = [await ann.session(), await ann.sandbox(), await ann.sandbox()]
  await ann.call('POST', `/sessions/${session}/bind`, { sandbox_id: sandbox })
  await ann.output(sandbox, ['sh', '-c', 'echo kept > file'])
  const pids = [bubblewrapOf(sandbox), bubblewrapOf(loose)]
  const running = ann.call('POST', '/execute', { sandbox_id: loose, code: ': > begun; sleep 1000' })
  await expect.poll(async () => (await ann.call('GET', `/files?sandbox_id=${loose}`)).text).toContain('begun')
  await first.stop()
  expect((await running).json).toMatchObject({ exit_code: -1, error: 'the sandbox ended before the program did' })
  expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([])
  // The loose one's is gone: it belonged to no session.
  expect(await workspacesIn(join(folder, 'local-server'))).toHaveLength(1)
  expect(existsSync(first.socketPath)).toBe(false)

  await start()
  const { json } = await ann.call('GET', `/sessions/${session}`)
  expect(json.status).toBe('active')
  expect(json).not.toHaveProperty('sandbox_id')
  const next = await ann.sandbox()
  await ann.call('POST', `/sessions/${session}/bind`, { sandbox_id: next })
  expect(await ann.output(next, ['cat', 'file'])).toBe('kept')
})

test('a client that holds a connection in silence does not hold the end up', async () => {
  const server = await start()
  const silent = createConnection(server.socketPath)
  await once(silent, 'connect')
  const closed = once(silent, 'close')
  const exit = once(server.process, 'exit')
  await server.stop()
  expect(await exit).toEqual([0, null])
  await closed
})

test('kill -9 ends the sandboxes and loses no session and no file', async () => {
  const first = await start()
  const ann = await ApiUser.named(first.address, 'ann')
  const [session, sandbox] = [await ann.session(), await ann.sandbox()]
  await ann.call('POST', `/sessions/${session}/bind`, { sandbox_id: sandbox })
  await ann.output(sandbox, ['sh', '-c', 'echo kept > file'])
  const pid = bubblewrapOf(sandbox)
  await first.kill()
  await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 20_000 }).toBe(false)

  await start()
  expect((await ann.call('GET', `/sessions/${session}`)).json).not.toHaveProperty('sandbox_id')
  expect((await ann.call('POST', '/execute', { sandbox_id: sandbox, code: 'true' })).status).toBe(404)
  const next = await ann.sandbox()
  await ann.call('POST', `/sessions/${session}/bind`, { sandbox_id: next })
  expect(await ann.output(next, ['cat', 'file'])).toBe('kept')
})

test('folders that a killed server left behind are removed', async () => {
  const first = await start()
  const ann = await ApiUser.named(first.address, 'ann')
  const sandbox = await ann.sandbox()
  await ann.output(sandbox, ['sh', '-c', 'mkdir a; chmod 0 a'])
  await first.kill()
  expect(await workspacesIn(join(folder, 'local-server'))).toHaveLength(1)
  await start()
  await expect.poll(() => readdir(join(folder, 'local-server/workspaces')), { timeout: 20_000 }).toEqual([])
})

test('without the list of sessions their files are kept for a person, not removed', async () => {
  const first = await start()
  const ann = await ApiUser.named(first.address, 'ann')
  const [session, sandbox] = [await ann.session(), await ann.sandbox()]
  await ann.call('POST', `/sessions/${session}/bind`, { sandbox_id: sandbox })
  await ann.output(sandbox, ['sh', '-c', 'echo kept > file'])
  await first.stop()
  const list = join(folder, 'local-server/server.sqlite')
  await writeFile(list, 'no list any more, but of a length that SQLite looks at'.repeat(100))

  const { code, out } = await at('--socket', join(folder, 'second.sock'))
  expect(code).toBe(1)
  expect(JSON.parse(out)).toEqual({
    failed: { cause: 'other', sentence: expect.stringContaining(`${list} is damaged. Move`) },
  })
  await rm(list)
  const second = await start()
  await second.stop()
  await start()
  const [aside = ''] = (await readdir(join(folder, 'local-server'))).filter((name) => name.startsWith('workspaces-'))
  const [workspace = ''] = await readdir(join(folder, 'local-server', aside))
  expect(await readFile(join(folder, 'local-server', aside, workspace, 'file'), 'utf8')).toBe('kept\n')
})

test('a full disk is said as one, and what was answered stays', async () => {
  // A disk of 1 MB in memory, seen by this server alone.
  const disk = ['--dev-bind', '/', '/', '--size', String(1024 * 1024), '--tmpfs', folder, '--die-with-parent']
  const command = [process.execPath, main, '--data', folder, '--port', '0', '--parent-pipe']
  const child = spawn('bwrap', [...disk, ...command], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const [line] = await once(child.stdout, 'data')
  const { ready } = JSON.parse(String(line))
  const ann = await ApiUser.named({ host: '127.0.0.1', port: ready.port }, 'ann')
  const session = await ann.session()
  const large = { metadata: { text: 'x'.repeat(60_000) } }
  const answers = await Promise.all(Array.from({ length: 20 }, () => ann.call('POST', '/sessions', large)))
  const refused = answers.find(({ status }) => status !== 201)
  expect([refused?.status, refused?.json]).toEqual([
    507,
    { error: 'disk_full', message: 'The disk of this computer is full. Make room on it.' },
  ])
  expect((await ann.call('GET', `/sessions/${session}`)).status).toBe(200)
  // Those that were answered with a session, and the first one.
  const made = answers.filter(({ status }) => status === 201).length + 1
  expect((await ann.call('GET', '/sessions')).json.sessions).toHaveLength(made)
  child.stdin.end()
  await exit
})

test('the server ends when the program that started it is gone', async () => {
  const server = await startTestServer({ dataFolder: folder })
  const exit = once(server.process, 'exit')
  server.process.stdin?.end()
  expect(await exit).toEqual([0, null])
})

test('a session whose time is over is refused after a restart too, and its files stay', async () => {
  const first = await start()
  const ann = await ApiUser.named(first.address, 'ann')
  const session = await ann.session({ ttl: 2000 * 1e6 })
  const sandbox = await ann.sandbox()
  await ann.call('POST', `/sessions/${session}/bind`, { sandbox_id: sandbox })
  const file = { sandbox_id: sandbox, path: '/workspace/kept', content: 'kept' }
  expect((await ann.call('PUT', '/files', file)).status).toBe(200)
  const read = async () => (await ann.call('GET', `/sessions/${session}`)).status
  await expect.poll(read, { timeout: 20_000 }).toBe(404)
  await first.kill()
  await start()
  expect((await ann.call('POST', `/sessions/${session}/touch`)).status).toBe(400)
  const [workspace, ...others] = await workspacesIn(join(folder, 'local-server'))
  expect(others).toEqual([])
  expect(await readdir(join(folder, 'local-server/workspaces', workspace ?? ''))).toEqual(['kept'])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../testing/http-client.ts'
import { ApiUser, textOf } from '../testing/http-client.ts'
import { SdkClient, SdkSandbox } from '../testing/sdk-client.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'

// The three flows that the Python client documents, as it sends them over one connection. It never binds.

let server: TestServer
const clients: SdkClient[] = []

beforeAll(async () => {
  server = await startTestServer({ port: true })
})
afterAll(async () => {
  for (const client of clients) client.close()
  await server.close()
})

async function sdk(userId: string): Promise<SdkClient> {
  const client = await SdkClient.connect({ host: '127.0.0.1', port: server.port ?? -1 }, userId)
  clients.push(client)
  return client
}

/** Every file below /workspace with its mode and the hash of its bytes, and the names of folders and links. */
const survey = `
import hashlib, os
for folder, folders, files in os.walk("/workspace"):
    for name in sorted(folders + files):
        path = os.path.join(folder, name)
        kind = os.readlink(path) if os.path.islink(path) else "dir" if os.path.isdir(path) else hashlib.sha256(open(path, "rb").read()).hexdigest()
        print(ascii(path), oct(os.lstat(path).st_mode), kind)
`
const fill = `
import os
os.makedirs("/workspace/deep/er")
open("/workspace/deep/er/random", "wb").write(os.urandom(3_000_001))
open(b"/workspace/deep/\\xff no utf-8", "wb").write(b"\\0\\xff")
open("/workspace/run.sh", "w").write("#!/bin/sh\\n"); os.chmod("/workspace/run.sh", 0o751)
os.symlink("deep/er", "/workspace/link"); os.mkdir("/workspace/empty")
`

test('high level: create, run, write, list, pause, resume, destroy', async () => {
  const client = await sdk('high')
  const sandbox = await SdkSandbox.create(client)
  expect(await client.runCode(sandbox.sandboxId, 'print(6 * 7)')).toMatchObject({ exit_code: 0, stdout: '42\n' })
  expect(await client.runCommand(sandbox.sandboxId, 'echo $((1 + 1)) | cat')).toMatchObject({ stdout: '2\n' })
  const empty = await client.ask('GET', `/files?sandbox_id=${sandbox.sandboxId}&path=%2Fworkspace`)
  expect(empty).toEqual({ files: [] })
  expect(await client.writeFile(sandbox.sandboxId, '/workspace/it.txt', 'kept')).toEqual({ success: true })
  expect((await client.runCode(sandbox.sandboxId, fill)).exit_code).toBe(0)
  const before = (await client.runCode(sandbox.sandboxId, survey)).stdout
  expect(before).toContain('udcff no utf-8')

  // The pause answers when the workspace is out of reach: what is wiped then is not the session's.
  await client.ask('POST', `/sessions/${sandbox.sessionId}/pause`)
  await client.runCommand(sandbox.sandboxId, 'rm -rf /workspace/* /workspace/.[!.]*')
  await client.ask('POST', '/sandbox/release', { sandbox_id: sandbox.sandboxId })

  const resumed = await SdkSandbox.resume(client, sandbox.sessionId)
  expect((await client.runCode(resumed.sandboxId, survey)).stdout).toBe(before)
  const file = `sandbox_id=${resumed.sandboxId}&path=%2Fworkspace%2Fit.txt`
  expect(await client.ask('DELETE', `/files?${file}`)).toEqual({ success: true })
  await resumed.destroy()
  expect((await client.call('GET', `/sessions/${sandbox.sessionId}`)).status).toBe(404)
  expect((await client.call('POST', '/execute', { sandbox_id: resumed.sandboxId, code: 'true' })).status).toBe(404)
})

test('session management: create, get, list, pause, resume, delete', async () => {
  const client = await sdk('middle')
  expect(await client.ask('GET', '/sessions')).toEqual({ sessions: [] })
  const id = await client.createSession({ metadata: { project: 'x' } })
  const sandbox = await client.acquireSandbox()
  expect(await client.ask('GET', `/sessions/${id}`)).toMatchObject({ id, status: 'active', sandbox_id: sandbox })
  expect((await client.ask('GET', '/sessions')).sessions).toMatchObject([{ id, metadata: { project: 'x' } }])
  expect((await client.runCode(sandbox, 'open("/workspace/x", "w").write("42")')).exit_code).toBe(0)
  const paused = await client.ask('POST', `/sessions/${id}/pause`)
  expect(paused).toMatchObject({ status: 'paused', paused_at: expect.any(String) })
  expect(await client.ask('POST', '/sandbox/release', { sandbox_id: sandbox })).toEqual({ success: true })
  expect(await client.ask('POST', `/sessions/${id}/resume`)).toMatchObject({ id, status: 'active' })
  const next = await client.acquireSandbox()
  expect(await client.runCode(next, 'print(open("/workspace/x").read())')).toMatchObject({ stdout: '42\n' })
  expect(await client.ask('DELETE', `/sessions/${id}`)).toEqual({ success: true })
  expect(await client.ask('GET', '/sessions')).toEqual({ sessions: [] })
})

test('low level: acquire without a session, execute, files, stats, release', async () => {
  const client = await sdk('low')
  const sandbox = await client.acquireSandbox()
  expect(await client.ask('GET', '/sandbox/stats')).toMatchObject({
    idle: expect.any(Number),
    active: expect.any(Number),
    creating: expect.any(Number),
    max: expect.any(Number),
    total: expect.any(Number),
    available: expect.any(Number),
    in_use: expect.any(Number),
  })
  expect(await client.runCode(sandbox, 'import sys; sys.exit(3)')).toMatchObject({ exit_code: 3, timed_out: false })
  await client.writeFile(sandbox, '/workspace/a.txt', 'a')
  expect((await client.ask('GET', `/files?sandbox_id=${sandbox}`)).files).toMatchObject([{ name: 'a.txt', size: 1 }])
  expect(await client.ask('GET', '/sessions')).toEqual({ sessions: [] })
  expect(await client.ask('POST', '/sandbox/release', { sandbox_id: sandbox })).toEqual({ success: true })
  expect((await client.call('POST', '/sandbox/release', { sandbox_id: sandbox })).status).toBe(400)
})

const sandboxOf = async (client: SdkClient, id: string) => (await client.ask('GET', `/sessions/${id}`)).sandbox_id

test('of several sessions of one connection the newest without a sandbox gets the next one', async () => {
  const client = await sdk('order')
  const [first, second] = [await client.createSession(), await client.createSession()]
  const [one, two, three] = [
    await client.acquireSandbox(),
    await client.acquireSandbox(),
    await client.acquireSandbox(),
  ]
  expect([await sandboxOf(client, second), await sandboxOf(client, first)]).toEqual([one, two])
  expect((await client.runCommand(three, 'echo unbound')).stdout).toBe('unbound\n')
})

test('a client whose connection broke goes on with its own session, not with that of one that is connected', async () => {
  const [ann, other] = [await sdk('broken'), await sdk('broken')]
  const mine = await ann.createSession()
  const theirs = await other.createSession()
  ann.breakConnection()
  const sandbox = await ann.acquireSandbox()
  expect([await sandboxOf(ann, mine), await sandboxOf(ann, theirs)]).toEqual([sandbox, undefined])
  const next = await other.acquireSandbox()
  expect(await sandboxOf(ann, theirs)).toBe(next)
})

test('a bind takes a sandbox back from the session it was tied to, with what is in it', async () => {
  const client = await sdk('binds')
  const guessed = await client.createSession()
  const sandbox = await client.acquireSandbox()
  await client.runCommand(sandbox, 'echo mine > file; sleep 4711 </dev/null >/dev/null 2>&1 &')
  const wanted = await client.createSession()
  const bind = (id: string, sandboxId: string) => client.call('POST', `/sessions/${id}/bind`, { sandbox_id: sandboxId })
  expect((await bind(wanted, sandbox)).status).toBe(200)
  expect([await sandboxOf(client, guessed), await sandboxOf(client, wanted)]).toEqual([undefined, sandbox])
  expect(await client.runCommand(sandbox, 'cat file; cat /proc/[0-9]*/cmdline | tr "\\0" " "')).toMatchObject({
    stdout: expect.stringMatching(/^mine\n.*sleep 4711/s),
  })
  // Bound by a request it is nobody else's any more.
  expect((await bind(guessed, sandbox)).status).toBe(409)
  await client.ask('POST', `/sessions/${wanted}/pause`)
  // The first one's own folder stays its own when its sandbox is bound to another.
  await client.ask('POST', `/sessions/${wanted}/resume`)
  const next = await client.acquireSandbox()
  expect((await client.runCommand(next, 'cat file')).stdout).toBe('mine\n')
  const third = await client.createSession()
  expect((await bind(third, next)).status).toBe(200)
  expect((await client.runCommand(next, 'ls -A')).stdout).toBe('')
  const again = await client.acquireSandbox()
  expect((await client.runCommand(again, 'cat file')).stdout).toBe('mine\n')
  expect(await sandboxOf(client, wanted)).toBe(again)
})

test('two clients of one user, a pool of connections and the application at once do not cross over', async () => {
  const rounds = process.env.PROVE ? 60 : 2
  const owner = await ApiUser.named(server.address, 'threads', 'owner')
  const pooled = await SdkClient.connect({ host: '127.0.0.1', port: server.port ?? -1 }, 'threads', 3)
  clients.push(pooled)
  async function thread(name: string) {
    const client = await sdk('threads')
    let sandbox = await SdkSandbox.create(client)
    for (let round = 0; round < rounds; round += 1) {
      await client.writeFile(sandbox.sandboxId, `/workspace/${name}-${round}`, name)
      await sandbox.pause()
      sandbox = await SdkSandbox.resume(client, sandbox.sessionId, round % 3 === 1)
      const names = Array.from({ length: round + 1 }, (_, index) => `${name}-${index}`).sort()
      expect((await client.runCommand(sandbox.sandboxId, 'LC_ALL=C ls -A')).stdout).toBe(`${names.join('\n')}\n`)
      expect(await sandboxOf(client, sandbox.sessionId)).toBe(sandbox.sandboxId)
    }
    await sandbox.destroy()
  }
  /** Binds by itself, with requests on any connection: as the window does, here and on a server. */
  async function application(call: (method: string, path: string, body?: object) => Promise<Answer>) {
    for (let round = 0; round < rounds; round += 1) {
      const session = textOf(await call('POST', '/sessions'), 'id')
      const sandbox = textOf(await call('POST', '/sandbox/acquire', { tie: false }), 'sandbox_id')
      const run = async (code: string) =>
        (await call('POST', '/execute', { sandbox_id: sandbox, code, timeout: 60 })).json.stdout
      await run('echo application > file')
      expect((await call('POST', `/sessions/${session}/bind`, { sandbox_id: sandbox })).status).toBe(200)
      expect(await run('ls -A')).toBe('file\n')
      expect((await call('POST', `/sessions/${session}/pause`)).status).toBe(200)
      expect((await call('POST', '/sandbox/release', { sandbox_id: sandbox })).status).toBe(200)
      // Left without a sandbox: bait for a wrong guess.
      expect((await call('POST', `/sessions/${session}/resume`)).status).toBe(200)
    }
  }
  await Promise.all([
    thread('one'),
    thread('two'),
    application((method, path, body) => owner.call(method, path, body)),
    application((method, path, body) => pooled.call(method, path, body)),
    application((method, path, body) => pooled.call(method, path, body)),
  ])
})

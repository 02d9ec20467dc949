import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import type { CopyTarget, SdkCall } from './copy-as.ts'
import { asCurl, asPython } from './copy-as.ts'

// What is copied is run as a person would: by a shell with curl, and by Python, against servers that run.

const run = promisify(execFile)
const servers: ChildProcess[] = []
const folder = mkdtempSync(path.join(tmpdir(), 'copy-'))
afterAll(async () => {
  for (const server of servers) {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill()
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
})

/** Starts a server on a port that the system chose a moment ago; answers its address. */
async function serve(...args: readonly string[]): Promise<string> {
  const main = path.join(import.meta.dirname, '../../electron/local-server/main.ts')
  const server = spawn(process.execPath, [main, ...args, '--human'], { stdio: ['ignore', 'pipe', 'inherit'] })
  servers.push(server)
  if (!server.stdout) throw new Error('It has no output.')
  for await (const line of createInterface({ input: server.stdout })) {
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (address !== undefined) return address
  }
  throw new Error('The server ended before it served.')
}

async function freePort(): Promise<string> {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('It has no port.')
  return String(address.port)
}

/** The client of the SDK, as far as the names and the requests of its methods go. Each print is one line of JSON. */
const client = `
import json as _json, urllib.parse as _parse, urllib.request as _request
def print(answer): __builtins__.print(_json.dumps(answer))
class SandboxClient:
  def __init__(self, base_url): self.base, self.token = base_url + "/api/v1", None
  def ask(self, method, path, body=None, query=None):
    url = self.base + path + ("?" + _parse.urlencode(query) if query else "")
    headers = {"Content-Type": "application/json"}
    if self.token: headers["Authorization"] = "Bearer " + self.token
    data = None if body is None else _json.dumps(body).encode()
    with _request.urlopen(_request.Request(url, data, headers, method=method)) as answer: return _json.load(answer)
  def get_token(self, user_id): self.token = self.ask("POST", "/auth/token", {"user_id": user_id, "role": "user"})["access_token"]
  def set_token(self, token): self.token = token
  def create_session(self, image, cpu_count, memory_mb, ttl_hours):
    return self.ask("POST", "/sessions", {"image": image, "cpu_count": cpu_count, "memory_mb": memory_mb, "ttl": int(ttl_hours * 3600 * 10**9)})
  def list_sessions(self): return self.ask("GET", "/sessions")
  def get_session(self, session_id): return self.ask("GET", "/sessions/" + session_id)
  def delete_session(self, session_id): return self.ask("DELETE", "/sessions/" + session_id)
  def pause_session(self, session_id): return self.ask("POST", "/sessions/" + session_id + "/pause")
  def resume_session(self, session_id): return self.ask("POST", "/sessions/" + session_id + "/resume")
  def acquire_sandbox(self): return self.ask("POST", "/sandbox/acquire")
  def release_sandbox(self, sandbox_id): return self.ask("POST", "/sandbox/release", {"sandbox_id": sandbox_id})
  def get_sandbox_stats(self): return self.ask("GET", "/sandbox/stats")
  def execute(self, sandbox_id, **rest): return self.ask("POST", "/execute", {"sandbox_id": sandbox_id, **rest})
  def list_files(self, sandbox_id, path): return self.ask("GET", "/files", query={"sandbox_id": sandbox_id, "path": path})
  def write_file(self, sandbox_id, path, content): return self.ask("PUT", "/files", {"sandbox_id": sandbox_id, "path": path, "content": content})
  def delete_file(self, sandbox_id, path): return self.ask("DELETE", "/files", query={"sandbox_id": sandbox_id, "path": path})
`

type Answers = readonly Readonly<Record<string, unknown>>[]
type Runner = (calls: readonly SdkCall[], target: CopyTarget, environment?: Record<string, string>) => Promise<Answers>

const byCurl: Runner = async (calls, target, environment = {}) => {
  const { stdout } = await run('sh', ['-c', asCurl(calls, target)], { env: { ...process.env, ...environment } })
  return stdout
    .trim()
    .split(/(?<=\})\s*(?=\{)/)
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text))
}

const byPython: Runner = async (calls, target, environment = {}) => {
  const text = `${client}${asPython(calls, target)}`
  const { stdout } = await run('python3', ['-c', text], { env: { ...process.env, ...environment } })
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

const secret = 'a "secret" \\ with $HOME and \'quotes\''
const code = "import os\nprint(open('/workspace/a b.txt').read(), os.environ['TOKEN_OF_MINE'], os.getcwd())"

/** Every call of the SDK, with one session and one sandbox. */
async function all(ask: Runner, target: CopyTarget): Promise<void> {
  const [made, taken] = await ask(
    [
      { name: 'get_token' },
      { name: 'create_session', image: 'python:3.11-slim', cpuCount: 1, memoryMb: 512, ttlHours: 1.5 },
      { name: 'acquire_sandbox' },
    ],
    target,
  )
  const sessionId = String(made?.id)
  const sandboxId = String(taken?.sandbox_id)
  expect(made).toMatchObject({ image: 'python:3.11-slim', cpu_count: 1, memory_mb: 512, status: 'active' })
  const answers = await ask(
    [
      { name: 'list_sessions' },
      { name: 'get_session', sessionId },
      { name: 'get_sandbox_stats' },
      { name: 'write_file', sandboxId, path: '/workspace/a b.txt', content: 'it\'s "kept" ü\\n' },
      { name: 'list_files', sandboxId, path: '/workspace' },
      {
        name: 'execute',
        sandboxId,
        code,
        language: 'python',
        workDir: '/tmp',
        env: { TOKEN_OF_MINE: { variable: 'TOKEN_OF_MINE' }, PLAIN: 'as it is' },
        timeout: 30,
      },
      {
        name: 'execute',
        sandboxId,
        command: ['bash', '-c', 'echo "$PLAIN"; exit 3'],
        env: { PLAIN: '$x "y"' },
        timeout: 30,
      },
      { name: 'delete_file', sandboxId, path: '/workspace/a b.txt' },
    ],
    target,
    { TOKEN_OF_MINE: secret },
  )
  const [list, got, stats, written, listed, ran, failed, deleted] = answers
  expect(list?.sessions).toEqual(expect.arrayContaining([expect.objectContaining({ id: sessionId })]))
  expect(got).toMatchObject({ id: sessionId })
  expect(stats).toMatchObject({ active: expect.any(Number), idle: expect.any(Number) })
  expect(written).toEqual({ success: true })
  expect(JSON.stringify(listed)).toContain('b.txt')
  expect(ran).toMatchObject({ exit_code: 0, stdout: `it's "kept" ü\\n ${secret} /tmp\n` })
  expect(failed).toMatchObject({ exit_code: 3, stdout: '$x "y"\n' })
  expect(deleted).toEqual({ success: true })
  await bind(target, sessionId, sandboxId)
  const ends = await ask(
    [
      { name: 'pause_session', sessionId },
      { name: 'resume_session', sessionId },
      { name: 'release_sandbox', sandboxId },
      { name: 'delete_session', sessionId },
    ],
    target,
  )
  expect(ends).toMatchObject([{ status: 'paused' }, { status: 'active' }, { success: true }, { success: true }])
}

async function tokenOf({ address, userId }: CopyTarget): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ user_id: userId })
  const answer = await fetch(`${address}/api/v1/auth/token`, { method: 'POST', headers, body })
  return ((await answer.json()) as { access_token: string }).access_token
}

/** Plain servers pause only what was bound, and nothing in the SDK binds. */
async function bind(target: CopyTarget, sessionId: string, sandboxId: string): Promise<void> {
  await fetch(`${target.address}/api/v1/sessions/${sessionId}/bind`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenOf(target)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sandbox_id: sandboxId }),
  })
}

describe('every call that is copied runs', () => {
  it('on a plain server, by curl and by Python; a pasted token is a variable', { timeout: 120_000 }, async () => {
    const address = await serve('--plain', '--port', await freePort())
    const target: CopyTarget = { kind: 'server', address, userId: 'ada' }
    await all(byCurl, target)
    await all(byPython, target)

    const pasted: CopyTarget = { ...target, token: true }
    const token = await tokenOf(target)
    for (const ask of [byCurl, byPython]) {
      const [list] = await ask([{ name: 'list_sessions' }], pasted, { CLOUD_SANDBOX_TOKEN: token })
      expect(list).toHaveProperty('sessions')
      await expect(ask([{ name: 'list_sessions' }], pasted, { CLOUD_SANDBOX_TOKEN: 'x' })).rejects.toThrow(/401/)
    }
  })

  it('on this computer’s server, by curl and by Python', { timeout: 120_000 }, async () => {
    const port = await freePort()
    const address = await serve('--data', path.join(folder, 'data'), '--port', port)
    // What a connection says of this computer is no address: programs reach it by its port.
    const target: CopyTarget = { kind: 'local', address, userId: 'ada', localPort: Number(port) }
    await all(byCurl, target)
    await all(byPython, target)
  })
})

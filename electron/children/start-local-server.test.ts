import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { ApiUser } from '../local-server/testing/http-client.ts'
import { socketPath } from './endpoint.ts'
import type { LocalServerChild, LocalServerStart } from './launcher.ts'
import { answersHealth } from './local-server-health.ts'
import { nodeLauncher } from './node-launcher.ts'
import { detached, startLocalServer } from './start-local-server.ts'
import { endLocalServer, isAlive, localServerPid } from './testing/end-local-server.ts'
import { sourceBundles, temporaryFolder } from './testing/folders.ts'

// The real server, as a process that is nobody's child.

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let data: string
let said: string[]
beforeEach(async () => {
  folder = await temporaryFolder()
  data = path.join(folder.path, 'data')
  await sourceBundles(folder.path)
  said = []
})
afterEach(async () => {
  await endLocalServer(data)
  await folder.remove()
})

function start(version = packageJson.version): Promise<LocalServerStart> {
  const log = (line: string) => said.push(line)
  const options = { bundles: folder.path, dataFolder: data, version, runtime: 'bubblewrap', log } as const
  return nodeLauncher({ nodePath: process.execPath, ...options }).startLocalServer()
}

async function ready(version?: string): Promise<LocalServerChild> {
  const started = await start(version)
  if (started.status === 'failed') throw new Error(started.probe.sentence)
  return started
}

const userOf = ({ socketPath }: LocalServerChild) => ApiUser.named({ socketPath }, 'ann')

it('of several starts at once one gets the folder and the others attach; it goes on when all leave, and has a log', async () => {
  const all = await Promise.all([ready(), ready(), ready(), ready()])
  const pid = await localServerPid(data)
  expect(said.filter((line) => line === 'The local server was started.')).toHaveLength(1)
  expect(new Set(all.map((one) => one.socketPath))).toEqual(new Set([await socketPath(data, 'local-server')]))
  for (const one of all) one.leave()
  // An older application uses a newer server: what that one wrote cannot be read by its own.
  const [first, second] = [await ready(), await ready('0.0.1')]
  expect(second).not.toHaveProperty('other')
  expect(await localServerPid(data)).toBe(pid)
  await endLocalServer(data)
  await Promise.all([first.gone, second.gone])
  expect(await answersHealth(first.socketPath)).toBe(false)
  const log = await readFile(path.join(data, 'logs', 'local-server.log'), 'utf8')
  expect(log).toMatch(/^\S+Z \d+ The server runs\n\S+ \d+ The server ends \(SIGTERM\)\n\S+ \d+ The server has ended\n$/)
})

it('one that is killed is noticed at once, also when another one stands on its socket by then', async () => {
  const first = await ready()
  const pid = (await localServerPid(data)) ?? 0
  process.kill(pid, 'SIGKILL')
  // Two applications notice it, and one of them is quicker.
  const next = await ready()
  expect(await localServerPid(data)).not.toBe(pid)
  await first.gone
  next.leave()
})

it('kill -9 of who started it ends no run: it ends as it would have, and its files are there', async () => {
  const application = fileURLToPath(new URL('testing/application.ts', import.meta.url))
  const child = spawn(process.execPath, [application, folder.path, data], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { sandbox, token } = JSON.parse(String(line)) as { readonly sandbox: string; readonly token: string }
  child.kill('SIGKILL')
  await once(child, 'exit')

  const server = await ready()
  const user = new ApiUser({ socketPath: server.socketPath }, token)
  await expect.poll(() => user.output(sandbox, ['sh', '-c', 'ls'])).toContain('begun')
  await user.output(sandbox, ['touch', 'go'])
  await expect.poll(() => user.output(sandbox, ['sh', '-c', 'cat end'])).toBe('ended with 0')
  server.leave()
})

it('a server of an older version makes room when nobody uses it, and is used and told when somebody does', async () => {
  const first = await ready()
  const user = await userOf(first)
  const sandbox = await user.sandbox()
  const pid = await localServerPid(data)
  first.leave()
  const older = await ready('99.0.0')
  expect(older.other).toEqual({
    version: packageJson.version,
    runtime: expect.stringMatching(/^bubblewrap \d/),
    sandboxes: 1,
  })
  expect(await localServerPid(data)).toBe(pid)
  await user.call('POST', '/sandbox/release', { sandbox_id: sandbox })
  older.leave()
  // What is started in its place is of this version again, so that it is told in the same way.
  await start('99.0.0')
  expect(said).toContain(
    `The local server ${packageJson.version} on ${older.other?.runtime} makes room for another one.`,
  )
  expect(isAlive(pid ?? 0)).toBe(false)
})

it.each(['its own', 'another'])(
  'an application attaches to a server that was started by hand, on %s socket',
  async (which) => {
    const main = fileURLToPath(new URL('../local-server/main.ts', import.meta.url))
    const elsewhere = path.join(folder.path, 'x.sock')
    const flags = which === 'another' ? ['--socket', elsewhere] : []
    const byHand = spawn(process.execPath, [main, '--human', '--port', '0', '--data', data, ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(createInterface({ input: byHand.stdout }), 'line')
    expect(line).toMatch(/^Cloud Sandbox server: http:\/\/127\.0\.0\.1:\d+$/)
    const server = await ready()
    expect(server.pid).toBe(byHand.pid)
    expect(server.socketPath).toBe(which === 'another' ? elsewhere : await socketPath(data, 'local-server'))
    expect(said.join()).not.toContain('was started')
    server.leave()
    byHand.kill()
    expect(await once(byHand, 'exit')).toEqual([0, null])
  },
)

it('the last words of one that ends before it is ready are kept apart from its log, and not for ever', async () => {
  const errors = path.join(data, 'logs', 'local-server-errors.log')
  await mkdir(path.dirname(errors), { recursive: true })
  await writeFile(errors, Buffer.alloc(2 * 1024 * 1024, 'x'))
  await writeFile(path.join(folder.path, 'local-server.mjs'), "throw new Error('last words')\n")
  const sentence = expect.stringContaining('logs/local-server-errors.log')
  expect(await start()).toMatchObject({ status: 'failed', probe: { sentence } })
  await start()
  const kept = await readFile(errors, 'utf8')
  expect(kept.match(/^Error: last words$/gm)).toHaveLength(2)
  expect(kept).not.toContain('xx')
  await expect(readFile(path.join(data, 'logs', 'local-server.log'))).rejects.toThrow('ENOENT')
})

it('a server that has the folder and does not answer is named', async () => {
  const server = await ready()
  const pid = (await localServerPid(data)) ?? 0
  server.leave()
  process.kill(pid, 'SIGSTOP')
  const options = { dataFolder: data, version: packageJson.version, runtime: 'bubblewrap', log: () => {} } as const
  const bundle = path.join(folder.path, 'local-server.mjs')
  const started = await startLocalServer(
    { ...options, spawn: (args, stdio) => spawn(process.execPath, [bundle, ...args], detached(stdio)) },
    0,
  )
  process.kill(pid, 'SIGCONT')
  expect(started).toMatchObject({ status: 'failed', probe: { sentence: expect.stringContaining(`(process ${pid})`) } })
})

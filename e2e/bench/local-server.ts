import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { makeDataFolder } from '../fixtures/data-folder.ts'
import { isRoot, projectFolder } from '../fixtures/environment.ts'
import { startProcess } from '../fixtures/running-process.ts'
import { apiUser, startSandboxServer, textOf } from '../fixtures/sandbox-server.ts'
import { median, paired, report, rounded, timed } from './measure.ts'
import { requestRate } from './request-rate.ts'

// What the local server takes for the steps that a person waits for, over its HTTP API.

/** As the server starts them: nobody runs sandboxes as root. */
const unprivileged = isRoot ? { uid: 65_534, gid: 65_534 } : {}

/** bubblewrap alone, with the same namespaces as a sandbox has: what one would type instead. */
async function bwrapTrue(): Promise<void> {
  const args = [
    '--unshare-user',
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-uts',
    '--unshare-net',
    '--die-with-parent',
  ]
  const mounts = ['--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp']
  const child = spawn('bwrap', [...args, ...mounts, 'true'], { stdio: 'ignore', cwd: '/', ...unprivileged })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`bwrap true ended with ${String(code)}`)
}

const folder = makeDataFolder()
const server = await startSandboxServer(folder.path)
const user = await apiUser(server.address, 'bench')

/** A session with a sandbox that has answered a probe, as the window makes it. */
async function create(): Promise<{ session: string; sandbox: string }> {
  const session = textOf(await user.post('/sessions', { image: 'python:3.11-slim' }), 'id')
  const sandbox = await give(session)
  return { session, sandbox }
}

async function give(session: string): Promise<string> {
  const sandbox = textOf(await user.post('/sandbox/acquire', { tie: false }), 'sandbox_id')
  await run(sandbox)
  await user.post(`/sessions/${session}/bind`, { sandbox_id: sandbox })
  return sandbox
}

async function run(sandbox: string): Promise<void> {
  const result = await user.post('/execute', { sandbox_id: sandbox, command: ['true'], timeout: 10 })
  if (result.exit_code !== 0) throw new Error(`true did not end with 0: ${JSON.stringify(result)}`)
}

/** A cheap request with a token, in turn with the least that a server of this kind can do. */
async function reportRate(): Promise<void> {
  const bare = startProcess(process.execPath, [path.join(projectFolder, 'e2e', 'bench', 'bare-answer.ts')])
  try {
    const [, port] = await bare.line(/^port (\d+)$/)
    const plain = { port: Number(port), path: '/', headers: [] }
    const headers = [`Authorization: Bearer ${user.token}`]
    const ours = { port: server.port, path: '/api/v1/sandbox/stats', headers }
    const rates = { ours: [] as number[], plain: [] as number[] }
    await requestRate(plain, 500)
    await requestRate(ours, 500)
    for (let round = 0; round < 5; round += 1) {
      rates.plain.push(await requestRate(plain, 1000))
      rates.ours.push(await requestRate(ours, 1000))
    }
    report({
      name: 'local server: requests with a token',
      value: rounded(median(rates.ours)),
      unit: 'requests/s',
      target: '>= 0.5 x comparedWith',
      met: median(rates.ours) >= 0.5 * median(rates.plain),
      comparedWith: { name: 'a bare fastify answer', value: rounded(median(rates.plain)) },
    })
  } finally {
    await bare.stop()
  }
}

try {
  const first = await create()
  const made: number[] = []
  for (let index = 0; index < 10; index += 1) {
    let one = first
    made.push(
      await timed(async () => {
        one = await create()
      }),
    )
    await user.post('/sandbox/release', { sandbox_id: one.sandbox })
  }
  report({
    name: 'local server: create a session with a sandbox',
    value: rounded(median(made)),
    unit: 'ms',
    target: '< 200',
    met: median(made) < 200,
    comparedWith: null,
  })

  const { ours, plain } = await paired(20, () => run(first.sandbox), bwrapTrue)
  report({
    name: 'local server: execute of `true`',
    value: rounded(ours),
    unit: 'ms',
    target: '<= 2 x comparedWith',
    met: ours <= 2 * plain,
    comparedWith: { name: 'bwrap running true alone', value: rounded(plain) },
  })

  const resumed: number[] = []
  const { session } = first
  let { sandbox } = first
  for (let index = 0; index < 10; index += 1) {
    await user.post(`/sessions/${session}/pause`)
    await user.post('/sandbox/release', { sandbox_id: sandbox })
    resumed.push(
      await timed(async () => {
        await user.post(`/sessions/${session}/resume`)
        sandbox = await give(session)
      }),
    )
  }
  report({
    name: 'local server: resume a session into a sandbox',
    value: rounded(median(resumed)),
    unit: 'ms',
    target: '< 500',
    met: median(resumed) < 500,
    comparedWith: null,
  })
  const acquired: number[] = []
  for (let index = 0; index < 10; index += 1) {
    let id = ''
    acquired.push(
      await timed(async () => {
        id = textOf(await user.post('/sandbox/acquire', { tie: false }), 'sandbox_id')
      }),
    )
    await user.post('/sandbox/release', { sandbox_id: id })
  }
  report({
    name: 'local server: acquire a sandbox',
    value: rounded(median(acquired)),
    unit: 'ms',
    target: '< 200',
    met: median(acquired) < 200,
    comparedWith: null,
  })
  await reportRate()
} finally {
  user.close()
  await server.process.stop()
  await folder.remove()
}

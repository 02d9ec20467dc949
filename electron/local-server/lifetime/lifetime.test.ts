import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ApiUser, send } from '../testing/http-client.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'

let server: TestServer
afterEach(() => server.close())

const ends = () => once(server.process, 'exit')
const log = () => readFile(join(server.dataFolder, 'logs', 'local-server.log'), 'utf8')
const askToEnd = () => send(server.address, { method: 'POST', path: '/local/end' })

test('a run whose client was killed keeps the server until it is over and its sandbox is given back', async () => {
  // Longer than it may be idle, and longer than this test takes from one line to the next.
  const [idle, run] = [2, 3]
  server = await startTestServer({ flags: ['--end-when-idle', String(idle), '--log'] })
  const exit = ends()
  const ann = await ApiUser.named(server.address, 'ann')
  const sandbox = await ann.sandbox()
  const body = JSON.stringify({
    sandbox_id: sandbox,
    command: ['sh', '-c', `: > begun; sleep ${run}; echo done > end`],
  })
  const client = createConnection(server.socketPath)
  client.write(
    `POST /api/v1/execute HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${ann.token}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  await expect.poll(() => ann.output(sandbox, ['ls'])).toBe('begun')
  client.destroy()
  // Asks nothing meanwhile: nobody is there but the run.
  await ann.output(sandbox, ['sh', '-c', 'while [ ! -e end ]; do sleep 0.1; done'])
  expect(await ann.output(sandbox, ['cat', 'end'])).toBe('done')
  await ann.call('POST', '/sandbox/release', { sandbox_id: sandbox })
  expect(await exit).toEqual([0, null])
  expect(await log()).toMatch(/The server runs\n.*The server ends \(idle\)\n.*The server has ended\n$/)
})

test('a server whose data folder was removed ends, instead of keeping what nobody can find', async () => {
  server = await startTestServer()
  const exit = ends()
  await rm(join(server.dataFolder, 'local-server'), { recursive: true })
  expect(await exit).toEqual([0, null])
})

test('whoever wants another server in its place ends it only when nobody uses it', async () => {
  server = await startTestServer({ port: true })
  const exit = ends()
  const ann = await ApiUser.named(server.address, 'ann')
  const sandbox = await ann.sandbox()
  expect(await askToEnd()).toMatchObject({ status: 409, json: { error: 'in_use', clients: 0, sandboxes: 1 } })
  await ann.call('POST', '/sandbox/release', { sandbox_id: sandbox })
  const client = createConnection(server.socketPath)
  await once(client, 'connect')
  expect(await askToEnd()).toMatchObject({ status: 409, json: { clients: 1, sandboxes: 0 } })
  client.destroy()
  const tcp = { host: '127.0.0.1', port: server.port ?? 0 } as const
  expect((await send(tcp, { method: 'POST', path: '/local/end' })).status).toBe(404)
  await expect.poll(async () => (await askToEnd()).status).toBe(200)
  expect(await exit).toEqual([0, null])
})

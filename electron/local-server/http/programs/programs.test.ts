import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ApiUser, send } from '../../testing/http-client.ts'
import type { TestServer } from '../../testing/start-server.ts'
import { startTestServer } from '../../testing/start-server.ts'

let server: TestServer
let owner: ApiUser

beforeEach(async () => {
  server = await startTestServer()
  owner = await ApiUser.named(server.address, 'me', 'owner')
})
afterEach(() => server.close())

const programs = (method: string, body?: object) => owner.local(method, '/programs', body)
const at = (port: unknown) => ({ host: '127.0.0.1', port: Number(port) }) as const
const health = (port: unknown) =>
  send(at(port), { method: 'GET', path: '/health' }).then(
    ({ status }) => status,
    () => 'closed',
  )

test('the port is closed at first, opens and closes while the server runs, and is open again after a start', async () => {
  expect((await programs('GET')).json).toEqual({ open: false, port: 8080 })
  const opened = (await programs('PUT', { port: 0 })).json
  const baseUrl = `http://127.0.0.1:${opened.port}`
  const python = `client = SandboxClient(base_url="${baseUrl}")`
  expect(opened).toEqual({ open: true, port: expect.any(Number), base_url: baseUrl, python })
  expect((await programs('GET')).json).toEqual(opened)
  const sdk = await ApiUser.named(at(opened.port), 'sdk')
  const session = await sdk.session()

  await server.stop()
  server = await startTestServer({ dataFolder: server.dataFolder })
  expect((await programs('GET')).json).toEqual(opened)
  expect((await sdk.call('GET', `/sessions/${session}`)).status).toBe(200)

  expect((await programs('DELETE')).json).toEqual({ open: false, port: 8080 })
  expect(await health(opened.port)).toBe('closed')
  await server.stop()
  server = await startTestServer({ dataFolder: server.dataFolder })
  expect((await programs('GET')).json).toEqual({ open: false, port: 8080 })
})

test('a taken port is said, and the open one stays; at a start too', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const taken = Object(other.address()).port
  const error = `Port ${taken} is taken by another program. Choose another one.`
  const opened = (await programs('PUT', { port: 0 })).json
  const refused = await programs('PUT', { port: taken })
  expect([refused.status, refused.json]).toEqual([409, { error: 'port_taken', message: error }])
  expect((await programs('GET')).json).toEqual(opened)
  expect(await health(opened.port)).toBe(200)

  other.close()
  await once(other, 'close')
  expect((await programs('PUT', { port: taken })).json).toMatchObject({ open: true, port: taken })
  expect(await health(opened.port)).toBe('closed')
  await server.stop()
  other.listen(taken, '127.0.0.1')
  await once(other, 'listening')
  server = await startTestServer({ dataFolder: server.dataFolder })
  expect((await programs('GET')).json).toEqual({ open: false, port: taken, error })
  other.close()
})

test('only the owner opens it, and only on the socket; figures that are no port are refused', async () => {
  const ann = await ApiUser.named(server.address, 'ann')
  for (const method of ['GET', 'PUT', 'DELETE']) {
    expect((await ann.local(method, '/programs')).status).toBe(403)
    expect((await send(server.address, { method, path: '/local/programs' })).status).toBe(401)
  }
  for (const port of [-1, 65_536, 1.5, '80', null]) expect((await programs('PUT', { port })).status).toBe(400)
  const { port } = (await programs('PUT', { port: 0 })).json
  expect((await send(at(port), { method: 'GET', path: '/local/programs' })).status).toBe(404)
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiUser } from '../testing/http-client.ts'
import type { TestServer } from '../testing/start-server.ts'
import { startTestServer } from '../testing/start-server.ts'

let folder: string
let server: TestServer
let ann: ApiUser

const start = async () => {
  server = await startTestServer({ dataFolder: folder })
  ann = await ApiUser.named(server.address, 'ann')
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-kept-'))
  await start()
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const bind = (session: string, sandbox: string) =>
  ann.call('POST', `/sessions/${session}/bind`, { sandbox_id: sandbox })
const kept = async () => {
  const { sessions } = (await ann.call('GET', '/kept-sessions')).json
  return Array.isArray(sessions) ? sessions : []
}

test('a deleted session comes back with its id, its files and its time, once, also after a kill -9', async () => {
  const id = await ann.session({
    image: 'node:22',
    memory_mb: 512,
    ttl: 100 * 3_600_000 * 1e6,
    metadata: { name: 'x' },
  })
  const sandbox = await ann.sandbox()
  await bind(id, sandbox)
  await ann.output(sandbox, ['sh', '-c', 'echo kept > file'])
  const { json: before } = await ann.call('GET', `/sessions/${id}`)
  // Killed at some point of the deletion: it is deleted, or it is not.
  const deletion = ann.call('DELETE', `/sessions/${id}`).then(
    ({ status }) => status === 200,
    () => false,
  )
  await server.kill()
  const wasAnswered = await deletion
  await start()
  const isThere = (await ann.call('GET', `/sessions/${id}`)).status === 200
  expect(isThere && wasAnswered).toBe(false)
  expect((await ann.call('DELETE', `/sessions/${id}`)).status).toBe(200)
  expect((await ann.call('GET', `/sessions/${id}`)).status).toBe(404)
  expect((await ann.call('GET', '/sessions')).json).toEqual({ sessions: [] })
  const [one] = await kept()
  expect(one.workspace_bytes).toBeGreaterThan(0)
  expect(one).toMatchObject({ id, image: 'node:22', metadata: { name: 'x' }, ended_because: 'deleted' })
  expect(Date.parse(one.kept_until) - Date.parse(one.ended_at)).toBe(30 * 24 * 3_600_000)

  const restores = [1, 2].map(() => ann.call('POST', `/kept-sessions/${id}/restore`))
  const statuses = (await Promise.all(restores)).map(({ status }) => status)
  expect(statuses.sort()).toEqual([200, 400])
  expect((await ann.call('GET', `/sessions/${id}`)).json).toMatchObject({
    id,
    status: 'active',
    created_at: before.created_at,
    expires_at: before.expires_at,
  })
  expect(await kept()).toEqual([])
  const next = await ann.sandbox({ tie: false })
  expect((await bind(id, next)).status).toBe(200)
  expect(await ann.output(next, ['cat', 'file'])).toBe('kept')
  await ann.call('POST', `/sessions/${id}/pause`)
  await ann.call('POST', '/sandbox/release', { sandbox_id: next })
})

test('a paused one comes back paused; what is forgotten does not come back', async () => {
  const [session] = Object((await ann.call('GET', '/sessions')).json).sessions
  const path = `/kept-sessions/${session.id}`
  await ann.call('DELETE', `/sessions/${session.id}`)
  expect((await ann.call('POST', `${path}/restore`)).json).toMatchObject({ status: 'paused' })
  await ann.call('DELETE', `/sessions/${session.id}`)
  expect((await ann.call('DELETE', path)).json).toEqual({ success: true })
  expect((await ann.call('POST', `${path}/restore`)).status).toBe(404)
  expect(await kept()).toEqual([])
})

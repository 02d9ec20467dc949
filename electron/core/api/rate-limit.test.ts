import { afterEach, expect, test } from 'vitest'
import type { ApiSetup } from '../testing/api-setup.ts'
import { setUpApi } from '../testing/api-setup.ts'
import type { Reply } from '../testing/lying-server.ts'
import { requestsPerConnection } from './connection-pool.ts'

let setup: ApiSetup
afterEach(async () => await setup.close())

const empty: Reply = { body: { sessions: [] } }
const refusal: Reply = { status: 429, headers: { 'retry-after': '60' }, body: { error: 'rate_limit_exceeded' } }

test('a server that refuses on a new connection too is left alone for the whole Retry-After', async () => {
  let now = 1_000_000
  let refusals = 2
  setup = await setUpApi(({ path }) => (path === '/api/v1/sessions' ? (refusals-- > 0 ? refusal : empty) : undefined), {
    now: () => now,
  })
  const { api, server } = setup
  await expect(api.listSessions()).rejects.toMatchObject({ code: 'rate-limited', retryAfter: 60 })
  const asked = server.received.length
  now += 59_001
  await expect(api.listSessions()).rejects.toMatchObject({ code: 'rate-limited', retryAfter: 1 })
  await expect(api.acquireSandbox()).rejects.toMatchObject({ code: 'rate-limited' })
  await expect(api.health()).rejects.toMatchObject({ code: 'rate-limited' })
  expect(server.received).toHaveLength(asked)
  now += 1000
  expect(await api.listSessions()).toEqual([])
})

test('the connection that refused is closed and not used again', async () => {
  let refusals = 1
  setup = await setUpApi(({ path }) => (path === '/api/v1/sessions' ? (refusals-- > 0 ? refusal : empty) : undefined))
  const { api, server } = setup
  await api.listSessions()
  await api.listSessions()
  expect(server.received.map(({ connection }) => connection)).toEqual([1, 1, 2, 2])
})

test('calls side by side are counted on the connection that each of them takes', async () => {
  setup = await setUpApi(({ path }) => (path === '/api/v1/sessions' ? empty : undefined))
  const { api, server } = setup
  for (let round = 0; round < 80; round += 1) await Promise.all(Array.from({ length: 5 }, () => api.listSessions()))
  const counts = new Map<number, number>()
  for (const { connection } of server.received) counts.set(connection, (counts.get(connection) ?? 0) + 1)
  expect(server.received).toHaveLength(401)
  expect(Math.max(...counts.values())).toBeLessThanOrEqual(requestsPerConnection)
})

test('what is left on a connection can be told', async () => {
  setup = await setUpApi(({ path }) => (path === '/api/v1/sessions' ? empty : undefined))
  const { api } = setup
  expect(api.requestsLeft).toBe(requestsPerConnection)
  await api.listSessions()
  expect(api.requestsLeft).toBe(requestsPerConnection - 2)
})

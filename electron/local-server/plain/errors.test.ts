import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiUser } from '../testing/http-client.ts'
import { startPlainServer } from './plain-server.ts'
import type { PlainBench } from './testing/plain-user.ts'
import { closeBenches, quick, startBench } from './testing/plain-user.ts'

let bench: PlainBench

beforeAll(async () => {
  bench = await startBench()
})
afterAll(closeBenches)

const json = 'application/json'
const text = 'text/plain; charset=utf-8'
const gone = '00000000-0000-4000-8000-000000000000'

test('8.1 8.2 8.3 errors have three shapes: JSON, JSON that says it is text, and bare words with one or two newlines', async () => {
  const { raw, user } = bench
  const id = await user.session()
  const shapes = [
    [401, json, await raw({ method: 'GET', path: '/api/v1/sessions' })],
    [502, json, await user.call('GET', `/sessions/${gone}`)],
    [400, text, await raw({ method: 'POST', path: '/api/v1/auth/token' })],
    [404, text, await raw({ method: 'GET', path: '/nowhere' })],
    [404, text, await user.call('POST', '/execute', { sandbox_id: 'x', command: ['true'] })],
    [400, text, await user.call('POST', `/sessions/${id}/pause`)],
    [500, text, await user.call('GET', '/files?sandbox_id=x')],
  ] as const
  for (const [status, type, answer] of shapes)
    expect([answer.status, answer.headers['content-type']]).toEqual([status, type])
  const newlines = shapes.map(([, , answer]) => /\n*$/.exec(answer.text)?.[0].length)
  expect(newlines).toEqual([1, 1, 1, 1, 1, 2, 1])
  const isJson = shapes.map(([, , answer]) => typeof answer.json.error === 'string')
  expect(isJson).toEqual([true, true, true, false, false, false, false])
  // An inner address of the server, which is nobody's problem.
  expect(shapes[1][2].json.message).toContain('http://localhost:9090')
})

test('8.1 a fault of the server’s own is a JSON 500', async () => {
  const faults: unknown[] = []
  const folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-plain-test-'))
  const server = await startPlainServer({ ...quick, folder, onFault: (error) => faults.push(error) })
  // Where it makes its sandboxes.
  await rm(folder, { recursive: true })
  const user = await ApiUser.named({ host: '127.0.0.1', port: server.port }, 'ann')
  const { status, json: fields } = await user.call('POST', '/sandbox/acquire')
  expect([status, fields.error, faults.length]).toEqual([500, 'internal_error', 1])
  await server.close()
})

test('8.4 a test may let an answer be lost, be another one, or come although nothing was done', async () => {
  const { user, server } = await startBench()
  server.mishaps.push(
    { on: 'POST /api/v1/sessions', reply: 'hang up', works: true },
    { on: 'POST /api/v1/sessions', reply: { status: 504, body: '', headers: { 'Retry-After': '7' } } },
    { on: 'POST /api/v1/sessions', reply: 'hang up' },
  )
  await expect(user.call('POST', '/sessions', {})).rejects.toThrow()
  const { status, headers } = await user.call('POST', '/sessions', {})
  expect([status, headers['retry-after']]).toEqual([504, '7'])
  await expect(user.call('POST', '/sessions', {})).rejects.toThrow()
  expect((await user.call('GET', '/sessions')).json.sessions).toHaveLength(1)
  expect(server.requests.filter(({ method }) => method === 'POST').map(({ status }) => status)).toEqual([
    200,
    undefined,
    504,
    undefined,
  ])
})

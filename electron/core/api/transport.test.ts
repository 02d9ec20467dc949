import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LyingServer } from '../testing/lying-server.ts'
import { startLyingServer } from '../testing/lying-server.ts'
import type { ApiRequest } from './transport.ts'
import { Transport } from './transport.ts'

let server: LyingServer
let transport: Transport
const failed: string[] = []

beforeAll(async () => {
  server = await startLyingServer(({ path }) => (path === '/silent' ? 'silence' : { body: '{}' }))
  transport = new Transport(
    { origin: server.origin },
    { answered: () => undefined, succeeded: () => undefined, failed: ({ code }) => failed.push(code) },
  )
})

afterAll(async () => {
  await transport.close()
  await server.close()
})

const question: ApiRequest = { method: 'GET', path: '/silent', subject: 'sessions', safe: true, deadlineMs: 30 }

test('a deadline is a timeout for a question, and an unknown outcome for a change', async () => {
  await expect(transport.send(question, 'token')).rejects.toMatchObject({ code: 'timeout' })
  await expect(transport.send({ ...question, method: 'POST', safe: false }, 'token')).rejects.toMatchObject({
    code: 'outcome-unknown',
  })
  expect(failed).toEqual(['timeout', 'outcome-unknown'])
})

test('neither is repeated', () => {
  // On a busy computer the deadline can pass before the request has left.
  for (const line of ['GET /silent', 'POST /silent'])
    expect(server.lines().filter((one) => one === line).length).toBeLessThanOrEqual(1)
})

test('an anonymous request carries no token', async () => {
  await transport.send({ ...question, path: '/open', anonymous: true, deadlineMs: 5_000 }, 'token')
  await transport.send({ ...question, path: '/mine', deadlineMs: 5_000 }, 'token')
  const sent = server.received.filter(({ path }) => path !== '/silent')
  expect(sent.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer token'])
})

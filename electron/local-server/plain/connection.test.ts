import { afterAll, expect, test } from 'vitest'
import { textOf } from '../testing/http-client.ts'
import { Bucket } from './bucket.ts'
import { referenceTimes } from './options.ts'
import { closeBenches, startBench, Wire } from './testing/plain-user.ts'

afterAll(closeBenches)

test('3.1 a connection has 200 requests, whatever they ask for, and a new one has 200 at once', async () => {
  const { server } = await startBench()
  const wire = await Wire.open(server.port)
  const lines = ['GET /health', 'POST /api/v1/auth/token', 'GET /nowhere', 'GET /api/v1/sessions', 'GET /a//b']
  const answers: string[] = []
  for (let count = 0; count < 200; count += 1) answers.push(await wire.ask(lines[count % lines.length] ?? ''))
  expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 429'))).toEqual([])
  expect(await wire.ask('OPTIONS /api/v1/sessions')).toMatch(/^HTTP\/1.1 200 /)
  const refused = await wire.ask('GET /health')
  expect(refused).toMatch(/^HTTP\/1.1 429 /)
  expect(refused).toMatch(/^Retry-After: 60\r$/m)
  expect(refused).toMatch(/^Content-Type: application\/json\r$/m)
  expect(refused).not.toMatch(/limit-remaining/i)
  expect(JSON.parse(refused.split('\r\n\r\n')[1] ?? '')).toEqual({
    error: 'rate_limit_exceeded',
    message: expect.any(String),
  })
  // The connection stays.
  expect(await wire.ask('GET /health')).toMatch(/^HTTP\/1.1 429 /)
  const other = await Wire.open(server.port)
  expect(await other.ask('GET /health')).toMatch(/^HTTP\/1.1 200 /)
})

test('3.1 the bucket gains 100 for 60 s between the starts of two requests, and refused ones move the clock', () => {
  const bucket = new Bucket(60_000)
  const take = (count: number, at: number) => Array.from({ length: count }, () => bucket.take(at)).every(Boolean)
  expect(take(200, 0)).toBe(true)
  expect(bucket.take(59_999)).toBe(false)
  expect(bucket.take(60_000 + 59_998)).toBe(false)
  expect(take(100, 60_000 + 2 * 59_999)).toBe(true)
  expect(bucket.take(60_000 + 2 * 59_999)).toBe(false)
  expect(take(200, 3_600_000)).toBe(true)
  expect(bucket.take(3_600_000)).toBe(false)
})

test('a taken port is said in a sentence, and nothing stays of the start', async () => {
  const { server } = await startBench()
  const sentence = `Port ${server.port} is taken by another program. Choose another one with --port.`
  await expect(startBench({ port: server.port })).rejects.toThrow(sentence)
  expect(await (await Wire.open(server.port)).ask('GET /health')).toMatch(/^HTTP\/1.1 200 /)
})

test('3.2 a connection without a request is closed without a word', async () => {
  expect(referenceTimes.idle).toBe(30_000)
  const { server } = await startBench({ times: { idle: 400 } })
  const fresh = await Wire.open(server.port)
  const used = await Wire.open(server.port)
  const answer = await used.ask('GET /health')
  // Nothing tells the client of it beforehand.
  expect(answer).not.toMatch(/^(Keep-Alive|Connection):/im)
  await Promise.all([fresh.closed, used.closed])
  expect([fresh.received, used.received]).toEqual(['', answer])
})

test('3.3 of a request that does not arrive in time the part that came is parsed, then the connection is closed', async () => {
  expect(referenceTimes.arrive).toBe(30_000)
  const { server, user } = await startBench({ times: { arrive: 300 } })
  const head = (path: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n`
  const late = await Wire.open(server.port)
  late.send(`${head('/api/v1/auth/token')}\r\n{"user_id":`)
  await late.closed
  expect(late.received).toMatch(/^HTTP\/1.1 400 .*\r\nConnection: close\r\n/s)
  // Here a broken body means the defaults.
  const token = textOf(await user.call('POST', '/auth/token', { user_id: 'late' }), 'access_token')
  const session = await Wire.open(server.port)
  session.send(`${head('/api/v1/sessions')}Authorization: Bearer ${token}\r\n\r\n{"image":"x`)
  await session.closed
  expect(session.received).toMatch(/^HTTP\/1.1 201 .*"image":"python:3.11-slim"/s)
  const headless = await Wire.open(server.port)
  headless.send('GET /health HTTP/1.1\r\nHost:')
  await headless.closed
  expect(headless.received).toBe('')
})

test('3.4 3.5 a request without an answer is closed by the gateway, and what it began goes on', async () => {
  expect(referenceTimes.answer).toBe(300_000)
  const { execute, user } = await startBench({ times: { answer: 3000 } })
  const sandbox = await user.sandbox()
  const command = ['sh', '-c', 'while [ ! -e /tmp/go ]; do sleep 0.05; done; echo done > /tmp/ran']
  // Without a timeout the limit is the gateway's own.
  await expect(execute(sandbox, { command })).rejects.toThrow(/socket hang up|ECONNRESET/)
  await execute(sandbox, { command: ['touch', '/tmp/go'] })
  const wait = ['sh', '-c', 'while [ ! -e /tmp/ran ]; do sleep 0.05; done; cat /tmp/ran']
  expect((await execute(sandbox, { command: wait })).json.stdout).toBe('done\n')
})

test('3.5 closing a request stops nothing', async () => {
  const { server, execute, user } = await startBench()
  const sandbox = await user.sandbox()
  const token = textOf(await user.call('POST', '/auth/token', { user_id: 'ann' }), 'access_token')
  const code = 'touch /tmp/began; while [ ! -e /tmp/go ]; do sleep 0.05; done; touch /tmp/ended'
  const body = JSON.stringify({ sandbox_id: sandbox, code, timeout: 60 })
  const wire = await Wire.open(server.port)
  wire.send(
    `POST /api/v1/execute HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  await execute(sandbox, { code: 'while [ ! -e /tmp/began ]; do sleep 0.05; done' })
  wire.socket.destroy()
  await wire.closed
  const end = await execute(sandbox, { code: 'touch /tmp/go; while [ ! -e /tmp/ended ]; do sleep 0.05; done' })
  expect(end.json.exit_code).toBe(0)
})

test('3.6 answers carry a date and echo any origin, and large ones come in pieces', async () => {
  const { raw, execute, user } = await startBench()
  const health = await raw({ method: 'GET', path: '/health' })
  expect(Date.parse(String(health.headers.date))).not.toBeNaN()
  for (const name of ['x-request-id', 'content-encoding', 'access-control-allow-origin']) {
    expect(health.headers[name]).toBeUndefined()
  }
  for (const origin of ['https://evil.example', 'null', 'app://window']) {
    const answer = await raw({ method: 'GET', path: '/health', headers: { origin, 'accept-encoding': 'gzip' } })
    expect(answer.headers['access-control-allow-origin']).toBe(origin)
    expect(answer.headers['content-encoding']).toBeUndefined()
  }
  const sandbox = await user.sandbox()
  const short = await execute(sandbox, { command: ['echo', 'x'] })
  expect(short.headers['transfer-encoding']).toBeUndefined()
  const long = await execute(sandbox, { command: ['head', '-c', '100000', '/dev/zero'] })
  expect(long.headers['transfer-encoding']).toBe('chunked')
  expect(long.headers['content-length']).toBeUndefined()
  expect(String(long.json.stdout)).toHaveLength(100_000)
})

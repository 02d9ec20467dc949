import { Buffer } from 'node:buffer'
import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { SupervisorClient } from './client.ts'
import { SandboxEndedError, SupervisorError } from './errors.ts'
import type { Frame } from './frames.ts'
import { encodeFrame, FrameDecoder } from './frames.ts'

function pair() {
  const [near, far] = duplexPair()
  const client = new SupervisorClient(near)
  const answer = (header: object, body?: Uint8Array) => {
    for (const piece of encodeFrame(header, body)) far.write(piece)
  }
  return { client, far, answer }
}

test('answers find their requests in any order', async () => {
  const { client, answer } = pair()
  const [first, second] = [client.request('a', {}), client.request('b', {})]
  answer({ id: 2, word: 'second' }, Buffer.from('two'))
  answer({ id: 1, word: 'first' })
  expect((await first).header.word).toBe('first')
  expect((await second).body.toString()).toBe('two')
})

test('a refusal is an error with its code and how far it came', async () => {
  const { client, answer } = pair()
  const request = client.request('start', {})
  answer({ id: 1, error: { code: 'ENOENT', message: 'No such file', stage: 'program' } })
  const error = await request.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SupervisorError)
  expect(error).toMatchObject({ code: 'ENOENT', message: 'No such file', stage: 'program' })
})

test('a request that the supervisor would end at is refused, and never sent', async () => {
  const { client, answer } = pair()
  const refusal = { code: 'E2BIG', stage: 'program' }
  await expect(client.request('start', { command: ['x'.repeat(8 << 20)] })).rejects.toMatchObject(refusal)
  await expect(client.request('write', {}, Buffer.alloc((64 << 20) + 1))).rejects.toMatchObject(refusal)
  const next = client.request('wait', {})
  answer({ id: 3, word: 'served' })
  expect((await next).header.word).toBe('served')
})

test('when the bytes end, all that waits is told, and what comes later too', async () => {
  const { client, far } = pair()
  const request = client.request('wait', {})
  far.end()
  await expect(request).rejects.toBeInstanceOf(SandboxEndedError)
  await expect(client.ready).rejects.toBeInstanceOf(SandboxEndedError)
  await client.closed
  await expect(client.request('start', {})).rejects.toBeInstanceOf(SandboxEndedError)
})

test.each<[string, (far: NodeJS.WritableStream, answer: (header: object) => void) => void]>([
  ['an answer to no request', (_far, answer) => answer({ id: 7 })],
  ['a header that is no object', (far) => far.write(Buffer.from('00000002000000005b5d', 'hex'))],
  ['a header that is no JSON', (far) => far.write(Buffer.from('00000002000000007b7b', 'hex'))],
  ['a length beyond every limit', (far) => far.write(Buffer.from('00000002ffffffff', 'hex'))],
])('a peer that sends %s is cut off', async (_what, misbehave) => {
  const { client, far, answer } = pair()
  const request = client.request('wait', {})
  misbehave(far, answer)
  await expect(request).rejects.toBeInstanceOf(SandboxEndedError)
  await client.closed
})

test('frames come out whole however they were cut', () => {
  const bodies = [0, 1, 100_000, 3, 2_000_000, 5, 700_000, 0].map((size, n) => Buffer.alloc(size, `body ${n}`))
  const bytes = Buffer.concat(bodies.flatMap((body, id) => encodeFrame({ id }, body)))
  for (const size of [7, 8, 9, 4096, 65_536, 1_000_003, bytes.length]) {
    const decoder = new FrameDecoder()
    const frames: { id: unknown; body: Buffer }[] = []
    const keep = ({ header, body }: Frame) => frames.push({ id: header.id, body: Buffer.from(body) })
    for (let at = 0; at < bytes.length; at += size) decoder.push(bytes.subarray(at, at + size), keep)
    expect(frames.map(({ id }) => id)).toEqual(bodies.map((_, id) => id))
    expect(frames.every(({ body }, id) => body.equals(bodies[id] ?? Buffer.alloc(0)))).toBe(true)
  }
})

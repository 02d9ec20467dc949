import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Peer } from './testing/peer.ts'

// Whatever stands in a field, the answer is one of the protocol's: what ended the supervisor would end the whole sandbox.

const rounds = process.env.PROVE ? 20_000 : 1000

let peer: Peer
let running: number
let kept: unknown
beforeAll(async () => {
  peer = new Peer()
  await peer.receive()
  running = await peer.open(['sleep', '1000'], { input: true })
  kept = await peer.start(['echo', 'x'])
})
afterAll(async () => {
  peer.end()
  await peer.exited
})

/** Never a signal that would end the process. */
const odd = fc.oneof(
  fc.constantFrom(
    true,
    false,
    null,
    '',
    '1',
    'stdout',
    -1,
    0,
    -0.5,
    1.5,
    1e300,
    65,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    2 ** 63,
  ),
  fc.constantFrom(-(2 ** 31) - 1, -(2 ** 63), 1e21, [], [0], {}, { base64: 'L/8=' }, { columns: 1e300, rows: true }),
  fc.integer({ min: 65 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value)),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
/** Operations that are always answered at once, with every field that they look at. */
const fields = {
  start: ['keep', 'hold', 'name', 'key', 'tty', 'input', 'spill', 'cwd', 'env', 'command'],
  read: ['process', 'stream', 'offset', 'limit'],
  signal: ['process', 'signal', 'channel'],
  resize: ['process', 'columns', 'rows'],
  input: ['process', 'writer', 'offset', 'end'],
  processes: ['channel'],
  credit: ['channel', 'bytes'],
  leave: ['channel', 'hold'],
  list: ['path', 'limit'],
  write: ['path'],
  begin: ['path'],
  part: ['transfer'],
  commit: ['transfer'],
  abort: ['transfer'],
  forget: ['process'],
} as const
const known = {
  command: ['true'],
  cwd: '/',
  env: { PATH: '/bin' },
  stream: 'stdout',
  offset: 0,
  limit: 10,
  path: '/proc/1',
}
const requests = fc
  .constantFrom(...(Object.keys(fields) as (keyof typeof fields)[]))
  .chain((op) =>
    fc.tuple(fc.constant(op), fc.dictionary(fc.constantFrom<string>(...fields[op]), odd, { minKeys: 1, maxKeys: 2 })),
  )

test('an odd value in any field is answered, and never by a fault of the supervisor’s own', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async ([op, values]) => {
      const process = op === 'read' ? kept : op === 'forget' ? undefined : running
      const { header } = await peer.call(op, { ...known, process, signal: 0, columns: 80, rows: 24, ...values })
      expect(Object(header.error).code).not.toBe('internal')
    }),
    { numRuns: rounds },
  )
  expect(await peer.run(['echo', 'alive'])).toMatchObject({ exitCode: 0, out: 'alive\n' })
})

test('a follow, what is acknowledged and how it ends: the same', async () => {
  const property = fc.asyncProperty(
    fc.dictionary(fc.constantFrom('process', 'stdout', 'stderr', 'window', 'channel'), odd),
    fc.dictionary(fc.constantFrom('stdout', 'stderr', 'hold'), odd),
    async (asked, said) => {
      const id = peer.follow(running, asked)
      peer.send({ id, op: 'ack', ...said })
      peer.send({ id, op: 'unfollow', ...said })
      // One whose hold is no number is refused, and the follow goes on.
      peer.send({ id, op: 'unfollow' })
      for (;;) {
        const { event, error } = (await peer.next(id)).header
        expect(Object(error).code).not.toBe('internal')
        if (event === undefined && error === undefined) break
        // Refused from the start: then nothing else is under its number.
        if (event === undefined && Object(error).message !== 'hold is missing or of the wrong type') break
      }
    },
  )
  await fc.assert(property, { numRuns: rounds / 4 })
  expect(await peer.run(['echo', 'alive'])).toMatchObject({ exitCode: 0, out: 'alive\n' })
})

test.each([-1, 65, 2 ** 31, 2 ** 63])('signal %d is refused, and the program and the sandbox live', async (signal) => {
  const { header } = await peer.call('signal', { process: running, signal })
  expect(header.error).toMatchObject({ code: 'bad-request' })
  expect((await peer.call('signal', { process: running, signal: 0 })).header.delivered).toBe(true)
})

test('an offset that is below zero costs no byte of input', async () => {
  const process = await peer.start(['cat'], { input: true })
  const refused = await peer.call('input', { process, writer: 'w', offset: -1 }, new Uint8Array([97, 98]))
  expect(refused.header.error).toMatchObject({ code: 'bad-request' })
  await peer.call('input', { process, writer: 'w', offset: 0, end: true }, new Uint8Array([97, 98]))
  await peer.call('wait', { process })
  const { body } = await peer.call('read', { process, stream: 'stdout', offset: 0, limit: 10 })
  expect(body.toString()).toBe('ab')
})

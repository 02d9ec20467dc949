import { Buffer } from 'node:buffer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Peer } from './testing/peer.ts'

const proving = Boolean(process.env.PROVE)

const MiB = 1024 * 1024

let peer: Peer
beforeEach(async () => {
  peer = new Peer()
  await peer.receive()
})
afterEach(async () => {
  peer.end()
  await peer.exited
})

const sh = (script: string, more: object = {}) => peer.open(['sh', '-c', script], more)

/** Reads a follow to its answer. @param acknowledge false: says nothing, and stops at the exit */
async function readOn(follow: number, at: { stdout: number; stderr: number } = { stdout: 0, stderr: 0 }) {
  const pieces: Buffer[] = []
  const events: unknown[] = []
  for (;;) {
    const { header, body } = await peer.next(follow)
    const { event, stream } = header
    if (event === undefined) return { out: Buffer.concat(pieces), events, answer: header }
    if (event !== 'output') events.push(event === 'gap' ? [event, header.offset, header.to] : event)
    if (event === 'following' || event === 'exit') continue
    const name = stream === 'stdout' ? 'stdout' : 'stderr'
    expect(header.offset).toBe(at[name])
    at[name] = event === 'gap' ? Number(header.to) : at[name] + body.length
    if (name === 'stdout') pieces.push(body)
    peer.send({ id: follow, op: 'ack', ...at })
  }
}

/** Bytes written to standard output so far, once they are no longer more than before. */
async function settled(process: number, atLeast: number): Promise<number> {
  let [last, still] = [-1, 0]
  while (still < 50 || last < atLeast) {
    const total = await written(process)
    still = total === last ? still + 1 : 0
    last = total
  }
  return last
}

async function written(process: number): Promise<number> {
  const { body } = await peer.call('processes')
  const all: readonly { process: number; stdout: { total: number } }[] = JSON.parse(body.toString())
  return all.find((one) => one.process === process)?.stdout.total ?? 0
}

test('output comes in order, then the end of each stream and the exit; the answer when all was acknowledged', async () => {
  const process = await sh('echo one; echo two; echo err >&2; exit 3', { name: 'a name' })
  const follow = peer.follow(process)
  const first = await peer.next(follow)
  expect(first.header).toMatchObject({ event: 'following', process, name: 'a name', tty: false })
  const { out, events, answer } = await readOn(follow)
  expect(out.toString()).toBe('one\ntwo\n')
  expect([...events].sort()).toEqual(['end', 'end', 'exit'])
  expect(answer).toEqual({ id: follow })
  expect((await peer.call('wait', { process })).header).toMatchObject({ exitCode: 3, stdout: { total: 8 } })
})

test('what everybody acknowledged is given back, and asking for it again tells that it is gone', async () => {
  const process = await sh('echo 0123456789; read end', { input: true })
  const [first, second] = [peer.follow(process), peer.follow(process)]
  for (const follow of [first, second]) while ((await peer.next(follow)).header.event !== 'output');
  peer.send({ id: first, op: 'ack', stdout: 8 })
  peer.send({ id: second, op: 'ack', stdout: 4 })
  const third = peer.follow(process)
  await peer.next(third)
  expect((await peer.next(third)).header).toMatchObject({ event: 'gap', offset: 0, to: 4 })
  const output = await peer.next(third)
  expect([output.header.offset, output.body.toString()]).toEqual([4, '456789\n'])
  // Half of the others go away: the slowest that is left decides.
  peer.send({ id: second, op: 'unfollow' })
  expect((await peer.next(second)).header).toEqual({ id: second })
  peer.send({ id: third, op: 'ack', stdout: 11 })
  const fourth = peer.follow(process)
  await peer.next(fourth)
  expect((await peer.next(fourth)).header).toMatchObject({ event: 'gap', offset: 0, to: 8 })
})

test('a slow reader of a very long output makes the program wait, and memory stays bounded', async () => {
  const bytes = (proving ? 1024 : 192) * MiB
  const process = await sh(`head -c ${bytes} /dev/zero`)
  const before = peer.memory().now
  const follow = peer.follow(process, { window: MiB })
  await peer.next(follow)
  const waiting = await settled(process, 64 * MiB)
  expect(waiting).toBeLessThan(66 * MiB)
  expect(await peer.run(['echo', 'meanwhile'])).toMatchObject({ out: 'meanwhile\n' })
  const { out, answer } = await readOn(follow)
  expect([out.length, answer]).toEqual([bytes, { id: follow }])
  expect(peer.memory().most - before).toBeLessThan(110 * MiB)
})

test('with nobody following the first MiB and the last 63 are kept, and the gap is told', async () => {
  const process = await sh('seq 12000000')
  const { header } = await peer.call('wait', { process })
  const { out, events } = await readOn(peer.follow(process))
  const { total } = Object(header.stdout)
  expect(events).toContainEqual(['gap', MiB, total - 63 * MiB])
  expect(out.length).toBe(64 * MiB)
  expect(out.subarray(0, 6).toString()).toBe('1\n2\n3\n')
  expect(out.subarray(-18).toString()).toBe('11999999\n12000000\n')
  // Where the first part ends and the last begins, to the byte.
  const text = out.toString('latin1')
  const seam = text.slice(MiB - 20, MiB + 20)
  const whole = numbers(12_000_000)
  expect(seam).toBe(whole(MiB - 20, MiB) + whole(total - 63 * MiB, total - 63 * MiB + 20))
})

/** A part of what `seq` writes, without writing all of it. */
function numbers(last: number): (from: number, to: number) => string {
  const starts: [number, number][] = []
  for (let digits = 1, at = 0, first = 1; first <= last; digits += 1, first *= 10) {
    starts.push([at, digits])
    at += (Math.min(first * 10, last + 1) - first) * (digits + 1)
  }
  return (from, to) => {
    const [at, digits] = starts.filter(([start]) => start <= from).at(-1) ?? [0, 1]
    const number = 10 ** (digits - 1) + Math.floor((from - at) / (digits + 1))
    const text = Array.from({ length: 20 }, (_, n) => `${number + n}\n`).join('')
    const skip = (from - at) % (digits + 1)
    return text.slice(skip, skip + to - from)
  }
}

test('during a hold the program waits although nobody follows; after it, it runs on', async () => {
  const process = await sh(`head -c ${80 * MiB} /dev/zero`, { hold: 600_000 })
  expect(await settled(process, 64 * MiB)).toBeLessThan(66 * MiB)
  const follow = peer.follow(process, { window: MiB })
  await peer.next(follow)
  peer.send({ id: follow, op: 'unfollow', hold: 1 })
  expect((await peer.call('wait', { process })).header).toMatchObject({ exitCode: 0, stdout: { total: 80 * MiB } })
})

test('a channel is sent no more than it was given credit for, and holds no other up', async () => {
  const process = await sh(`head -c ${8 * MiB} /dev/zero`)
  const other = await sh(`head -c ${8 * MiB} /dev/zero`)
  const slow = peer.follow(process, { channel: 7, window: 64 * MiB })
  const fast = peer.follow(other, { window: 64 * MiB })
  expect((await readOn(fast)).out.length).toBe(8 * MiB)
  let got = 0
  const take = async (until: number) => {
    while (got < until) got += (await peer.next(slow)).body.length
  }
  await take(2 * MiB)
  await settled(process, 0)
  expect(got).toBe(2 * MiB)
  await peer.call('credit', { channel: 7, bytes: MiB })
  await take(3 * MiB)
  // More than was sent is no credit.
  await peer.call('credit', { channel: 7, bytes: 2 ** 40 })
  await take(5 * MiB)
  await settled(process, 0)
  expect(got).toBe(5 * MiB)
  await peer.call('leave', { channel: 7 })
  expect((await peer.next(slow)).header).toEqual({ id: slow })
})

test('single bytes take no more memory than large pieces', async () => {
  const before = peer.memory().now
  const script = 'import os\nfor n in range(150000): os.write(1, b"x")'
  const process = await peer.open(['python3', '-c', script])
  expect((await peer.call('wait', { process })).header).toMatchObject({ stdout: { total: 150_000 } })
  expect(peer.memory().now - before).toBeLessThan(8 * MiB)
})

test('all outputs together are bounded: beyond it each keeps a little', async () => {
  const count = 12
  const before = peer.memory().now
  const all = []
  for (let n = 0; n < count; n += 1) all.push(await sh(`head -c ${40 * MiB} /dev/zero`))
  for (const process of all) expect((await peer.call('wait', { process })).header).toMatchObject({ exitCode: 0 })
  expect(peer.memory().most - before).toBeLessThan(400 * MiB)
  for (const process of all) await peer.call('forget', { process })
  // Not all of it at once: the allocator keeps some for what comes next.
  expect(peer.memory().now - before).toBeLessThan(160 * MiB)
})

test('to forget a process ends its follows, and what it left can still write', async () => {
  const process = await sh('echo here; read go; echo more; echo gone > /dev/stderr', { input: true })
  const follow = peer.follow(process)
  while ((await peer.next(follow)).header.event !== 'output');
  await peer.call('input', { process }, Buffer.from('go\n'))
  await peer.call('forget', { process })
  let last = await peer.next(follow)
  while (last.header.event !== undefined) last = await peer.next(follow)
  expect(last.header).toEqual({ id: follow, forgotten: true })
  expect((await peer.call('wait', { process })).header.error).toMatchObject({ code: 'unknown-process' })
})

test('a start that is sent again under its key starts nothing', async () => {
  const process = await sh('read end', { input: true, key: 'k' })
  expect(await sh('exit 9', { key: 'k' })).toBe(process)
  await peer.call('signal', { process, signal: 9 })
  await peer.call('wait', { process })
  expect(await sh('exit 9', { key: 'k' })).toBe(process)
  await peer.call('forget', { process })
  expect(await sh('exit 9', { key: 'k' })).toBeGreaterThan(process)
})

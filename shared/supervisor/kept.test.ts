import { Buffer } from 'node:buffer'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Fields } from './testing/peer.ts'
import { Peer } from './testing/peer.ts'

const MiB = 1024 * 1024

let folder: string
const peers: Peer[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-'))
})
afterEach(async () => {
  for (const peer of peers.splice(0)) {
    peer.end()
    await peer.exited
  }
  await rm(folder, { recursive: true })
})

async function supervisor(constants?: Readonly<Record<string, string>>): Promise<Peer> {
  const peer = new Peer([], { OUTPUT_FOLDERS: `("${folder}",)`, ...constants })
  peers.push(peer)
  await peer.receive()
  return peer
}

/** Everything that was kept of a stream, as the server reads it. */
async function whole(peer: Peer, process: unknown): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let offset = 0; ; ) {
    const { header, body } = await peer.call('read', { process, stream: 'stdout', offset, limit: 64 * MiB })
    expect(header).not.toHaveProperty('error')
    if (body.length === 0) return Buffer.concat(pieces)
    expect(body.length).toBeLessThanOrEqual(MiB)
    pieces.push(body)
    offset += body.length
  }
}

/** Lines of numbers, so many bytes: every piece of it says where it belongs. */
const numbers = (bytes: number) => ['sh', '-c', `seq 100000000 | head -c ${bytes}`]
const numbersText = (bytes: number) => {
  const lines: string[] = []
  for (let n = 1, length = 0; length < bytes; n += 1) {
    lines.push(`${n}\n`)
    length += `${n}\n`.length
  }
  return lines.join('').slice(0, bytes)
}
const fileOf = (facts: Fields) => String(Object(Object(facts.stdout).file).path)

test('an output beyond what is kept lies whole in a file, and one within does not', async () => {
  const peer = await supervisor()
  const command = ['sh', '-c', 'seq 100000; echo short >&2']
  const end = await peer.run(command, { spill: true })
  expect(end.out).toHaveLength(1000)
  const { stdout, stderr }: Fields = { ...end }
  expect(stderr).toEqual({ kept: 6, total: 6, open: false })
  expect(stdout).toMatchObject({ kept: 1000, total: 588_895, file: { size: 588_895 } })
  const path = String(Object(Object(stdout).file).path)
  const sums = await peer.run(['sh', '-c', `seq 100000 | cmp - ${path} && rm ${path}`])
  expect(sums).toMatchObject({ exitCode: 0 })
  expect(existsSync(path)).toBe(false)
})

test.each([true, false])('programs with much output at a time fill no memory; spill: %s', async (spill) => {
  const peer = await supervisor()
  const [count, bytes] = env.PROVE ? [8, 67 * MiB] : [3, 24 * MiB]
  const before = peer.memory().most
  const processes: unknown[] = []
  for (let n = 0; n < count; n += 1) processes.push(await peer.start(numbers(bytes), { keep: 64 * MiB, spill }))
  for (const process of processes) {
    const kept = Math.min(bytes, 64 * MiB)
    expect((await peer.call('wait', { process })).header).toMatchObject({ stdout: { kept, total: bytes } })
  }
  const text = numbersText(Math.min(bytes, 64 * MiB))
  expect((await whole(peer, processes[1])).equals(Buffer.from(text))).toBe(true)
  expect(peer.memory().most - before).toBeLessThan(32 * MiB)
})

test('what lies in memory is bounded in all, and every output is read back as it was', async () => {
  const peer = await supervisor({ HEADS_IN_ALL: '2 << 20' })
  const sizes = [100, MiB - 1, 700_000, MiB, MiB + 1, 10, 300_000, 3 * MiB]
  const processes: unknown[] = []
  for (const size of sizes) processes.push(await peer.start(numbers(size), { keep: 2 * MiB, spill: true }))
  for (const process of processes) await peer.call('wait', { process })
  for (const [n, size] of sizes.entries()) {
    const text = numbersText(Math.min(size, 2 * MiB))
    expect((await whole(peer, processes[n])).equals(Buffer.from(text)), `output of ${size} bytes`).toBe(true)
    const { header } = await peer.call('read', { process: processes[n], stream: 'stdout', offset: 0, limit: 0 })
    // A file that is not longer than asked for is nobody's business.
    expect('file' in header).toBe(size > 2 * MiB)
    await peer.call('forget', { process: processes[n] })
  }
  expect(await readdir(folder)).toHaveLength(1)
  // Given back: the next one lies in memory again.
  expect(await peer.run(numbers(500), { keep: MiB })).toMatchObject({ out: numbersText(500) })
})

test.each([
  ['nothing', 0, MiB, undefined],
  ['a part', 1.5 * MiB, 1.5 * MiB, 1.5 * MiB],
])('a disk that takes %s: the first bytes are kept, and what is missing is told', async (_what, disk, kept, size) => {
  const peer = await supervisor()
  // As a full disk does: a write stops, and the next is refused.
  execFileSync('prlimit', ['--pid', `${peer.child.pid}`, `--fsize=${disk}`])
  const process = await peer.start(numbers(3 * MiB), { keep: 2 * MiB, spill: true })
  const { header } = await peer.call('wait', { process })
  const file = size === undefined ? {} : { file: { path: expect.any(String), size } }
  expect(header.stdout).toEqual({ kept, total: 3 * MiB, open: false, ...file })
  expect((await whole(peer, process)).equals(Buffer.from(numbersText(kept)))).toBe(true)
  await peer.call('forget', { process })
})

test('a file that a program cuts off is an error for its reader alone', async () => {
  const peer = await supervisor()
  const process = await peer.start(numbers(3 * MiB), { keep: 2 * MiB, spill: true })
  await truncate(fileOf((await peer.call('wait', { process })).header), MiB + 10)
  const read = async (offset: number) =>
    (await peer.call('read', { process, stream: 'stdout', offset, limit: MiB })).header.error
  expect(await read(0)).toBeUndefined()
  expect(await read(MiB + 10)).toMatchObject({ code: 'EIO' })
  expect(await peer.run(['echo', 'x'])).toMatchObject({ out: 'x\n' })
  await peer.call('forget', { process })
})

/** Runs a program whose output goes to a file, and forgets it. @returns the file's path */
async function spilled(peer: Peer, bytes: number): Promise<string> {
  const process = await peer.start(numbers(bytes), { spill: true })
  const path = fileOf((await peer.call('wait', { process })).header)
  expect(existsSync(path)).toBe(true)
  await peer.call('forget', { process })
  return path
}

test('of files of forgotten outputs so many bytes stay: the oldest go first, the newest stays at any size', async () => {
  const peer = await supervisor({ SPILLED_IN_ALL: '10000' })
  const files = [await spilled(peer, 4000), await spilled(peer, 4000)]
  expect(files.map((path) => existsSync(path))).toEqual([true, true])
  files.push(await spilled(peer, 5000))
  expect(files.map((path) => existsSync(path))).toEqual([false, true, true])
  files.push(await spilled(peer, 20_000))
  expect(files.map((path) => existsSync(path))).toEqual([false, false, false, true])
})

test('a file of a forgotten output goes by itself when its time is over, and one that is not forgotten stays', async () => {
  const peer = await supervisor({ SPILLED_SECONDS: '0.01' })
  const process = await peer.start(numbers(5000), { spill: true })
  const kept = fileOf((await peer.call('wait', { process })).header)
  const path = await spilled(peer, 5000)
  // No request wakes the supervisor.
  await expect.poll(() => existsSync(path), { timeout: 20_000 }).toBe(false)
  expect(existsSync(kept)).toBe(true)
  await peer.call('forget', { process })
  await expect.poll(() => existsSync(kept), { timeout: 20_000 }).toBe(false)
})

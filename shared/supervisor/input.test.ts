import { Buffer } from 'node:buffer'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Peer } from './testing/peer.ts'

const proving = Boolean(process.env.PROVE)

const MiB = 1024 * 1024

let peer: Peer
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervisor-'))
  peer = new Peer()
  await peer.receive()
})
afterEach(async () => {
  peer.end()
  await peer.exited
  await rm(folder, { recursive: true, force: true })
})

/** What the process writes until it ends. */
async function outputOf(process: number): Promise<string> {
  const follow = peer.follow(process)
  let text = ''
  for (;;) {
    const { header, body } = await peer.next(follow)
    if (header.event === 'output') text += body.toString()
    if (header.event === 'exit') return text
  }
}

test('input that is sent again under its writer and offset is not written twice', async () => {
  const process = await peer.open(['cat'], { input: true })
  const write = async (offset: number, text: string, more: object = {}) =>
    (await peer.call('input', { process, writer: 'w', offset, ...more }, Buffer.from(text))).header.error
  expect(await write(0, 'one ')).toBeUndefined()
  expect(await write(0, 'one ')).toBeUndefined()
  // A part of it had come before the connection broke.
  expect(await write(2, 'e two ')).toBeUndefined()
  expect(await write(99, 'hole')).toMatchObject({ code: 'bad-request' })
  // Another writer counts for itself, and one without a name is not counted.
  await peer.call('input', { process, writer: 'v', offset: 0 }, Buffer.from('other '))
  await peer.call('input', { process }, Buffer.from('nameless '))
  expect(await write(8, 'end', { end: true })).toBeUndefined()
  expect(await write(8, 'end', { end: true })).toBeUndefined()
  expect(await write(11, '', { end: true })).toBeUndefined()
  expect(await write(12, 'late')).toMatchObject({ code: 'EPIPE' })
  expect(await outputOf(process)).toBe('one two other nameless end')
})

test('a program that reads nothing takes a little and no more; killed, it takes nothing', async () => {
  const process = await peer.open(['sleep', '1000'], { input: true })
  const piece = Buffer.alloc(MiB)
  const ids = [1, 2, 3, 4, 5, 6, 7].map((n) => 1_000_000 + n)
  for (const id of ids) peer.send({ id, op: 'input', process }, piece)
  const early = await peer.receive()
  expect(early.header.error).toMatchObject({ code: 'EAGAIN' })
  await peer.call('signal', { process, signal: 9 })
  const codes: unknown[] = []
  for (const id of ids.filter((one) => one !== early.header.id))
    codes.push(Object((await peer.next(id)).header.error).code)
  expect(new Set(codes)).toEqual(new Set(['EAGAIN', 'EPIPE']))
  expect((await peer.call('wait', { process })).header).toMatchObject({ signal: 9 })
})

test('a terminal is the controlling one of its program, has its size, and outlives what is closed in it', async () => {
  const script = 'stty size; tty < /dev/tty; exec </dev/null >/dev/null 2>&1; echo back > /dev/tty'
  const process = await peer.open(['sh', '-c', script], { tty: { columns: 81, rows: 25 } })
  expect(await outputOf(process)).toMatch(/^25 81\r\n\/dev\/(tty|pts\/\d+)\r\nback\r\n$/)
})

test('an interactive shell finds nothing to complain of', async () => {
  const process = await peer.open(['bash', '--norc', '-i'], {
    tty: { columns: 80, rows: 24 },
    env: { PATH: '/usr/bin:/bin', PS1: 'ready> ' },
  })
  const follow = peer.follow(process)
  let text = ''
  for (let isTyped = false; ; ) {
    const { header, body } = await peer.next(follow)
    text += body.toString()
    if (header.event === 'exit') break
    // Typed earlier, it could be lost: the shell sets the terminal up first.
    if (!isTyped && text.includes('ready> ')) peer.send({ id: 1, op: 'input', process, end: true })
    isTyped ||= text.includes('ready> ')
  }
  expect(text).not.toMatch(/job control|inappropriate|cannot/i)
})

test('a file comes in parts, appears at once, and keeps its mode; memory is not filled', async () => {
  const path = join(folder, 'new/large')
  const parts = proving ? 2048 : 96
  const { transfer } = (await peer.call('begin', { path })).header
  const before = peer.memory().now
  for (let n = 0; n < parts; n += 1) {
    expect((await peer.call('part', { transfer }, Buffer.alloc(MiB, n))).header.error).toBeUndefined()
  }
  expect(await readdir(join(folder, 'new'))).not.toContain('large')
  expect((await peer.call('commit', { transfer })).header.error).toBeUndefined()
  expect(await readdir(join(folder, 'new'))).toEqual(['large'])
  expect((await stat(path)).size).toBe(parts * MiB)
  expect(peer.memory().most - before).toBeLessThan(16 * MiB)
  const again = (await peer.call('commit', { transfer })).header.error
  expect(again).toMatchObject({ code: 'unknown-transfer' })
})

test('a file that is not committed, or cannot be there, leaves what was there as it was', async () => {
  const path = join(folder, 'file')
  await writeFile(path, 'old', { mode: 0o600 })
  const aborted = (await peer.call('begin', { path })).header.transfer
  await peer.call('part', { transfer: aborted }, Buffer.from('new'))
  await peer.call('abort', { transfer: aborted })
  await expect.poll(() => readdir(folder)).toEqual(['file'])
  expect(await readFile(path, 'utf8')).toBe('old')
  const onto = (await peer.call('begin', { path: folder })).header.transfer
  await peer.call('part', { transfer: onto }, Buffer.from('x'))
  expect((await peer.call('commit', { transfer: onto })).header.error).toMatchObject({ code: 'EISDIR' })
  const empty = (await peer.call('begin', { path })).header.transfer
  await peer.call('part', { transfer: empty })
  expect((await peer.call('commit', { transfer: empty })).header.error).toBeUndefined()
  expect([await readFile(path, 'utf8'), (await stat(path)).mode & 0o777]).toEqual(['', 0o600])
})

test('a worker that another program kills says so, and nothing is half written', async () => {
  const path = join(folder, 'file')
  const { transfer } = (await peer.call('begin', { path })).header
  await peer.call('part', { transfer }, Buffer.from('x'))
  await expect.poll(() => readdir(folder)).toHaveLength(1)
  const [name = ''] = await readdir(folder)
  const pid = /^\.cloud-sandbox-(\d+)-/.exec(name)?.[1]
  await peer.run(['sh', '-c', `kill -9 ${pid}`])
  expect((await peer.call('commit', { transfer })).header.error).toMatchObject({ code: 'worker' })
  expect(await readdir(folder)).not.toContain('file')
})

test('a file on its way in leaves nothing behind when the peer goes, nor when its worker is asked to end', async () => {
  const path = join(folder, 'file')
  const { transfer } = (await peer.call('begin', { path })).header
  await peer.call('part', { transfer }, Buffer.from('x'))
  await expect.poll(() => readdir(folder)).toHaveLength(1)
  const [name = ''] = await readdir(folder)
  await peer.run(['sh', '-c', `kill ${/^\.cloud-sandbox-(\d+)-/.exec(name)?.[1]}`])
  expect((await peer.call('commit', { transfer })).header.error).toMatchObject({ code: 'worker' })
  expect(await readdir(folder)).toEqual([])
  for (const other of ['a', 'b']) {
    const { header } = await peer.call('begin', { path: join(folder, other) })
    await peer.call('part', { transfer: header.transfer }, Buffer.from('x'))
  }
  await expect.poll(() => readdir(folder)).toHaveLength(2)
  peer.end()
  expect(await peer.exited).toEqual([0, null])
  expect(await readdir(folder)).toEqual([])
})

import { Buffer } from 'node:buffer'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Fields } from './testing/peer.ts'
import { frame, Peer, untilGone } from './testing/peer.ts'

let peer: Peer
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervisor-'))
  peer = new Peer()
  const { header } = await peer.receive()
  expect(header).toEqual({
    event: 'ready',
    protocol: 1,
    python: expect.stringMatching(/^3\.\d+\.\d+$/),
    instance: expect.stringMatching(/^[0-9a-f]{16}$/),
  })
})
afterEach(async () => {
  peer.end()
  await peer.exited
  await rm(folder, { recursive: true, force: true })
})

test('a program runs, and its exit code and both streams are told', async () => {
  const end = await peer.run(['sh', '-c', 'echo out; echo err >&2; exit 7'])
  expect(end).toMatchObject({ exitCode: 7, out: 'out\n', err: 'err\n', left: false })
  expect(end).toMatchObject({ stdout: { kept: 4, total: 4 }, stderr: { kept: 4, total: 4 } })
})

test('a program gets the folder and the environment it is started with, and nothing else', async () => {
  const end = await peer.run(['sh', '-c', 'pwd; env | sort; umask; cat'], {
    cwd: folder,
    env: { PATH: '/bin', A: 'b=c' },
  })
  expect(end.out).toBe(`${folder}\nA=b=c\nPATH=/bin\nPWD=${folder}\n0022\n`)
})

test('a program inherits no descriptor and no ignored signal', async () => {
  expect((await peer.run(['ls', '/proc/self/fd'])).out).toBe('0\n1\n2\n3\n')
  expect((await peer.run(['grep', 'SigIgn', '/proc/self/status'])).out).toMatch(/^SigIgn:\s+0+\n$/)
})

test('output is read by offset while the program runs', async () => {
  const process = await peer.start(['sh', '-c', 'printf abc; exec sleep 1000'])
  let total: unknown = 0
  while (total !== 3) total = (await peer.call('read', { process, stream: 'stdout', offset: 0, limit: 0 })).header.total
  expect((await peer.call('read', { process, stream: 'stdout', offset: 1, limit: 1 })).body.toString()).toBe('b')
  expect((await peer.call('read', { process, stream: 'stdout', offset: 9, limit: 9 })).body).toHaveLength(0)
  await peer.call('signal', { process, signal: 9 })
})

test('the first bytes of each stream are kept and the rest is counted', async () => {
  const end = await peer.run(['sh', '-c', 'head -c 3000000 /dev/zero; printf xyz >&2'])
  expect(end).toMatchObject({ exitCode: 0, stdout: { kept: 1000, total: 3_000_000 }, stderr: { kept: 3, total: 3 } })
  expect(end.out).toHaveLength(1000)
})

test('a program that a signal ended says which', async () => {
  expect(await peer.run(['sh', '-c', 'kill -s SEGV $$'])).toMatchObject({ signal: 11 })
})

test('a signal reaches the whole group', async () => {
  const process = await peer.start(['sh', '-c', 'sleep 1000 & echo $!; wait'])
  let pid = ''
  while (!pid.endsWith('\n')) {
    pid = (await peer.call('read', { process, stream: 'stdout', offset: 0, limit: 99 })).body.toString()
  }
  expect((await peer.call('signal', { process, signal: 9 })).header.delivered).toBe(true)
  expect((await peer.call('wait', { process })).header).toMatchObject({ signal: 9 })
  await untilGone(pid.trim())
  expect((await peer.call('signal', { process, signal: 9 })).header.delivered).toBe(false)
})

test('the rest of a group gets a signal after the end of its leader, for who asks for that', async () => {
  const process = await peer.start(['sh', '-c', 'sleep 1000 & echo $!; exit 3'])
  expect((await peer.call('wait', { process })).header).toMatchObject({ exitCode: 3, left: true })
  const pid = (await peer.call('read', { process, stream: 'stdout', offset: 0, limit: 99 })).body.toString()
  const signal = async (more: object) => (await peer.call('signal', { process, signal: 9, ...more })).header.delivered
  expect(await signal({})).toBe(false)
  expect(await signal({ rest: true })).toBe(true)
  await untilGone(pid.trim())
  expect(await signal({ rest: true })).toBe(false)
})

test('what a program leaves behind is told, lives on, can write, and is reaped', async () => {
  const script = "sh -c 'while [ ! -e go ]; do sleep 0.01; done; echo late; : > wrote' & echo $!"
  const end = await peer.run(['sh', '-c', script], { cwd: folder })
  expect(end).toMatchObject({ exitCode: 0, left: true })
  const process = await peer.start(['true'])
  await peer.call('forget', { process })
  await writeFile(join(folder, 'go'), '')
  await untilGone(end.out.trim())
  expect(await readdir(folder)).toContain('wrote')
})

const untilGo = 'while [ ! -e go ]; do sleep 0.01; done'

test('an output is open as long as somebody can write to it', async () => {
  const process = await peer.start(['sh', '-c', `${untilGo} >&2 & exec >&-`], { cwd: folder })
  await peer.call('wait', { process })
  const isOpen = async (stream: string) =>
    (await peer.call('read', { process, stream, offset: 0, limit: 0 })).header.open === true
  while (await isOpen('stdout')) await peer.call('list', { path: '/proc/self', limit: 1 })
  expect(await isOpen('stderr')).toBe(true)
  await writeFile(join(folder, 'go'), '')
  while (await isOpen('stderr')) await peer.call('list', { path: '/proc/self', limit: 1 })
})

test('orphans are left as zombies where that is asked for, and programs are reaped all the same', async () => {
  const other = new Peer(['--leave-orphans'])
  await other.receive()
  const end = await other.run(['sh', '-c', `(${untilGo}) & echo $!`], { cwd: folder })
  await writeFile(join(folder, 'go'), '')
  const state = async () => await readFile(`/proc/${end.out.trim()}/stat`, 'utf8')
  while (!(await state()).includes(' Z ')) await other.call('list', { path: '/proc/self', limit: 1 })
  expect(await other.run(['sh', '-c', 'exit 3'])).toMatchObject({ exitCode: 3 })
  expect(await state()).toContain(' Z ')
  other.end()
  await other.exited
})

test('a program that cannot be put where limits hold is not started', async () => {
  const unlimited = new Peer(['4'])
  await unlimited.receive()
  const command = ['touch', join(folder, 'ran')]
  const { header } = await unlimited.call('start', { command, cwd: '/', env: { PATH: '/usr/bin:/bin' }, keep: 10 })
  expect(header.error).toMatchObject({ code: 'ENOSPC', stage: 'limits' })
  expect(await readdir(folder)).toEqual([])
  unlimited.end()
  await unlimited.exited
})

test('many orphans are all reaped', async () => {
  const end = await peer.run(['sh', '-c', 'for i in 1 2 3 4 5 6 7 8 9; do (sh -c : & echo $!) ; done'])
  for (const pid of end.out.trim().split('\n')) await untilGone(pid)
})

test.each([
  ['a program that is not there', ['no-such-program'], '/', { code: 'ENOENT', stage: 'program' }],
  ['a file that may not be run', ['/etc/passwd'], '/', { code: 'EACCES', stage: 'program' }],
  ['a folder that is not there', ['true'], '/no-such-folder', { code: 'ENOENT', stage: 'cwd' }],
  ['too long an argument', ['true', 'x'.repeat(200_000)], '/', { code: 'E2BIG', stage: 'program' }],
  ['no command', [], '/', { code: 'bad-request' }],
  ['a NUL in an argument', ['true', 'a\0b'], '/', { code: 'bad-request' }],
  ['half a character', ['true', '\ud800'], '/', { code: 'bad-request' }],
])('%s is refused', async (_what, command, cwd, error) => {
  const { header } = await peer.call('start', { command, cwd, env: { PATH: '/usr/bin:/bin' }, keep: 10 })
  expect(header.error).toMatchObject(error)
})

test('unknown operations and processes are refused, and the next request is served', async () => {
  expect((await peer.call('dance')).header.error).toMatchObject({ code: 'unknown-op' })
  expect((await peer.call('wait', { process: 9 })).header.error).toMatchObject({ code: 'unknown-process' })
  expect((await peer.call('start', { command: 'true' })).header.error).toMatchObject({ code: 'bad-request' })
  expect(await peer.run(['true'])).toMatchObject({ exitCode: 0 })
})

test.each([
  ['a length beyond the limit', Buffer.from('ffffffff00000000', 'hex')],
  ['a header that is no JSON', Buffer.from('0000000200000000' + '7b7b', 'hex')],
  ['a header without a number', Buffer.from('0000000200000000' + '7b7d', 'hex')],
])('%s ends the supervisor with a word', async (_what, bytes) => {
  peer.raw(bytes)
  expect((await peer.receive()).header).toMatchObject({ id: 0, error: { code: 'protocol' } })
  expect(await peer.exited).toEqual([0, null])
})

test('it ends when its peer goes, also in the middle of a frame', async () => {
  peer.raw(Buffer.from([0, 0]))
  peer.end()
  expect(await peer.exited).toEqual([0, null])
})

test('a folder is listed with what each entry is, names of any bytes included', async () => {
  await writeFile(join(folder, 'a "b\n☃'), 'xyz')
  await chmod(join(folder, 'a "b\n☃'), 0o640)
  await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]), '')
  await mkdir(join(folder, 'd'))
  await symlink('nowhere', join(folder, 'l'))
  const { header, body } = await peer.call('list', { path: folder, limit: 100 })
  const entries: readonly Fields[] = JSON.parse(body.toString())
  const named = (name: string) => entries.find((entry) => entry.name === name)
  expect(header.truncated).toBe(false)
  expect(named('a "b\n☃')).toMatchObject({ type: 'file', size: 3, mode: 0o640 })
  expect(named('d')).toMatchObject({ type: 'dir' })
  expect(named('l')).toMatchObject({ type: 'link' })
  expect(entries.find((entry) => entry.nameBase64 !== undefined)?.nameBase64).toBe('/w==')
  expect(Math.abs(Number(named('d')?.modified) - Date.now())).toBeLessThan(600_000)
  expect((await peer.call('list', { path: folder, limit: 2 })).header.truncated).toBe(true)
  expect((await peer.call('list', { path: join(folder, 'l'), limit: 2 })).header.error).toMatchObject({
    code: 'ENOENT',
  })
})

test('a new file has mode 644, its parents 755; a known one keeps its mode; links are followed', async () => {
  const deep = join(folder, 'x/y/file')
  await peer.call('write', { path: deep }, Buffer.from([0, 255, 10]))
  expect(await readFile(deep)).toEqual(Buffer.from([0, 255, 10]))
  expect((await stat(deep)).mode & 0o777).toBe(0o644)
  expect((await stat(join(folder, 'x'))).mode & 0o777).toBe(0o755)
  await chmod(deep, 0o750)
  await symlink('x/y/file', join(folder, 'link'))
  await peer.call('write', { path: join(folder, 'link') }, Buffer.from('new'))
  expect(await readFile(deep, 'utf8')).toBe('new')
  expect((await stat(deep)).mode & 0o777).toBe(0o750)
  expect(await readdir(join(folder, 'x/y'))).toEqual(['file'])
})

test('a name as long as a name can be is written', async () => {
  const name = 'n'.repeat(255)
  expect((await peer.call('write', { path: join(folder, name) })).header).not.toHaveProperty('error')
  expect(await readdir(folder)).toEqual([name])
})

test('a folder is not overwritten, and nothing is left beside it', async () => {
  expect((await peer.call('write', { path: folder })).header.error).toMatchObject({ code: 'EISDIR' })
  expect(await readdir(folder)).toEqual([])
})

test('removing is recursive, takes links and not what they lead to, and folders without rights', async () => {
  await mkdir(join(folder, 'tree/closed'), { recursive: true })
  await writeFile(join(folder, 'tree/closed/file'), '')
  await chmod(join(folder, 'tree/closed'), 0)
  await writeFile(join(folder, 'kept'), '')
  await symlink('../kept', join(folder, 'tree/link'))
  await symlink('tree', join(folder, 'to-tree'))
  expect((await peer.call('remove', { path: join(folder, 'to-tree') })).header.existed).toBe(true)
  expect(await readdir(folder)).toEqual(['kept', 'tree'])
  expect((await peer.call('remove', { path: `${folder}/tree/` })).header.existed).toBe(true)
  expect((await peer.call('remove', { path: join(folder, 'tree') })).header.existed).toBe(false)
  expect(await readdir(folder)).toEqual(['kept'])
})

test.each(['/proc', '/proc/.', '/proc/self/..', '/'])('%s is not removed: a mount is there', async (path) => {
  expect((await peer.call('remove', { path })).header.error).toMatchObject({ code: 'EBUSY' })
})

test('a slow file operation holds no other request up', async () => {
  const fifo = join(folder, 'fifo')
  await peer.run(['mkfifo', fifo])
  expect((await peer.call('write', { path: fifo })).header.error).toMatchObject({ code: 'EINVAL' })
  // In one piece, so that the second request is there when the first begins.
  const slow = frame({ id: 1000, op: 'write', path: join(folder, 'big') }, Buffer.alloc(32 << 20))
  peer.raw(Buffer.concat([slow, frame({ id: 1001, op: 'dance' })]))
  const ids = [(await peer.receive()).header.id, (await peer.receive()).header.id]
  expect(ids).toEqual([1001, 1000])
})

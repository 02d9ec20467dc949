import { Buffer } from 'node:buffer'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SupervisorClient } from '../../supervisor/client.ts'
import { SandboxEndedError } from '../../supervisor/errors.ts'
import type { ProgramEnd } from '../../supervisor/run-program.ts'
import { runProgram } from '../../supervisor/run-program.ts'
import { openRuntime } from '../open-runtime.ts'
import type { Runtime, RuntimeEvent, WorkspaceId } from '../runtime.ts'
import { HostRuntime } from './host-runtime.ts'

const run = promisify(execFile)
const mib = 1024 * 1024
const limits = { memoryBytes: 512 * mib, cpus: 1, processes: 100, diskBytes: 32 * mib }

let folder: string
let runtime: Runtime
const events: RuntimeEvent[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'host-runtime-'))
  const opened = await openRuntime(folder)
  if (opened.runtime === undefined) throw new Error(opened.probe.sentence)
  runtime = opened.runtime
  runtime.onEvent = (event) => events.push(event)
})
afterAll(async () => {
  await runtime.close()
  await rm(folder, { recursive: true, force: true })
})

interface Started {
  readonly id: string
  readonly workspace: WorkspaceId
  readonly supervisor: SupervisorClient
  readonly run: (...command: string[]) => Promise<ProgramEnd>
  readonly sh: (script: string) => Promise<string>
}

let made = 0
async function start(workspace?: WorkspaceId): Promise<Started> {
  made += 1
  const id = `sandbox${made}`
  const own = workspace ?? (await runtime.workspaces.create())
  await runtime.create({ id, workspace: own, network: false, limits })
  const supervisor = new SupervisorClient(runtime.connect(id))
  await supervisor.ready
  const run = (...command: string[]) =>
    runProgram(supervisor, { command, cwd: '/workspace', env: runtime.environment, keep: mib }, 60_000)
  const sh = async (script: string) => {
    const { stdout, stderr } = await run('sh', '-c', script)
    return `${stdout.bytes}${stderr.bytes}`.trim()
  }
  return { id, workspace: own, supervisor, run, sh }
}

async function look(): Promise<void> {
  if (!(runtime instanceof HostRuntime)) throw new Error('Another runtime')
  await runtime.watchNow()
}

test('what a sandbox uses is counted, and nothing is known of one that is gone', async () => {
  const { id, sh } = await start()
  await sh('head -c 9000000 /dev/urandom >/tmp/file; (sleep 1000; sleep 1000) </dev/null >/dev/null 2>&1 &')
  await look()
  const stats = await runtime.stats(id)
  expect(stats).toMatchObject({ outOfMemoryKills: 0 })
  expect(stats?.memoryBytes).toBeGreaterThan(mib)
  expect(stats?.processes).toBeGreaterThanOrEqual(2)
  expect(stats?.cpuMs).toBeGreaterThan(0)
  expect(stats?.diskBytes).toBeGreaterThanOrEqual(9_000_000)
  await runtime.destroy(id)
  expect(await runtime.stats(id)).toBeUndefined()
  await runtime.setLimits(id, limits)
})

test('the folders of a sandbox are empty at each start, open to its programs, and gone with it', async () => {
  const first = await start()
  await first.sh('echo x | tee /tmp/a ~/a /.cloud-sandbox/output/a a')
  expect(await first.sh('stat -c %a /tmp /home/user /.cloud-sandbox/output /dev/shm')).toBe('1777\n755\n700\n1777')
  await runtime.destroy(first.id)
  const second = await start(first.workspace)
  expect(await second.sh('ls -A /tmp ~ /.cloud-sandbox/output /workspace')).toBe(
    '/.cloud-sandbox/output:\n\n/home/user:\n\n/tmp:\n\n/workspace:\na',
  )
  await runtime.destroy(second.id)
  await expect.poll(() => readdirSync(join(folder, 'sandboxes'))).toEqual([])
})

test('a file on its way in when the sandbox ends leaves nothing in the workspace', async () => {
  const { id, workspace, supervisor, sh } = await start()
  const { header } = await supervisor.request('begin', { path: '/workspace/file' })
  await supervisor.request('part', { transfer: header.transfer }, Buffer.from('x'))
  await expect.poll(() => sh('ls -A')).toMatch(/^\.cloud-sandbox-/)
  await runtime.destroy(id)
  const next = await start(workspace)
  expect(await next.sh('ls -A')).toBe('')
  await runtime.destroy(next.id)
})

test('an out-of-memory kill is counted and told', async () => {
  const { id, run } = await start()
  events.length = 0
  const { signal, stderr } = await run('python3', '-c', `a = [bytearray(${64 * mib}) for _ in range(20)]`)
  const stats = await runtime.stats(id)
  if (runtime.limitsKind === 'per-process') {
    expect([String(stderr.bytes).includes('MemoryError'), stats?.outOfMemoryKills, events]).toEqual([true, 0, []])
  } else {
    expect([signal, stats?.outOfMemoryKills, events]).toEqual([9, 1, [{ kind: 'out-of-memory', id, kills: 1 }]])
  }
  await runtime.destroy(id)
})

test('other limits hold at once, also below what is used; that is taken back as it becomes free', async () => {
  const { id, run } = await start()
  const take = (megabytes: number) => run('python3', '-c', `bytearray(${megabytes * mib})`)
  expect((await take(300)).exitCode).toBe(0)
  await runtime.setLimits(id, { ...limits, memoryBytes: 128 * mib })
  expect((await take(300)).exitCode).not.toBe(0)
  await runtime.setLimits(id, { ...limits, memoryBytes: 700 * mib })
  expect((await take(600)).exitCode).toBe(0)
  if (runtime.limitsKind !== 'per-process') {
    const hold = run(
      'python3',
      '-c',
      `a = bytearray(${200 * mib}); open("held", "w").close(); import time; time.sleep(1000)`,
    )
    await expect.poll(() => run('test', '-e', 'held').then(({ exitCode }) => exitCode)).toBe(0)
    // Version 1 refuses it until there is room; version 2 makes room.
    await runtime.setLimits(id, { ...limits, memoryBytes: 100 * mib })
    await run(
      'python3',
      '-c',
      'import os, signal\nfor p in os.listdir("/proc"):\n  if p.isdigit() and int(p) not in (1, os.getpid()): os.kill(int(p), 9)',
    )
    await hold
    await runtime.stats(id)
    expect((await take(150)).exitCode).not.toBe(0)
  }
  await runtime.destroy(id)
})

test('who writes beyond the limit of the disk is ended, who does not is not; a file without a name counts', async () => {
  const { id, run, sh } = await start()
  events.length = 0
  // Ended with its sandbox, and not before.
  const idle = run('sleep', '1000').catch((error: unknown) => error)
  const write =
    'f = open("file", "wb"); import os; os.unlink("file"); f.write(bytes(40 << 20)); f.flush(); print(1, flush=True)'
  const writing = run('python3', '-c', `${write}; open("ready", "w").close(); import time; time.sleep(1000)`)
  await expect.poll(() => sh('ls')).toBe('ready')
  await look()
  expect((await writing).signal).toBe(9)
  expect(events).toEqual([
    {
      kind: 'disk-full',
      id,
      ended: 1,
      sentence: 'The sandbox held 0.04 GiB on disk, more than its 0.03 GiB. One program that was writing was ended.',
    },
  ])
  await sh('true')
  await look()
  expect((await runtime.stats(id))?.diskBytes).toBeLessThan(mib)
  expect(events).toHaveLength(1)
  await runtime.destroy(id)
  expect(await idle).toBeInstanceOf(SandboxEndedError)
})

test('a workspace travels as a tar stream: names of any bytes, links, holes, rights; also while it is used', async () => {
  const { id, workspace, sh, run } = await start()
  const fill = [
    'import os',
    'for name in (b"\\xff\\n\'\\"$", b"-rf", "\u{1f680}".encode(), b"a b"): open(name, "wb").write(name)',
    'os.makedirs("d/" * 30); os.symlink("/etc/passwd", "d/link"); os.link("a b", "d/again")',
    'os.truncate(os.open("sparse", os.O_CREAT | os.O_RDWR), 1 << 40)',
    'os.chmod("a b", 0o751); os.utime("a b", (1, 1000000000))',
    'os.mkdir("long"); open("long/" + "n" * 255, "w").close()',
  ].join('\n')
  expect(String((await run('python3', '-c', fill)).stderr.bytes)).toBe('')
  const other = await runtime.workspaces.create()
  await runtime.importWorkspace(other, runtime.exportWorkspace(workspace))
  const copy = await start(other)
  const facts =
    'find . -printf "%p %y %m %s %l %T@\\n" | grep -v "^\\. " | sort; find . -type f -size -9k -exec sha256sum {} + | sort'
  // Of a folder the size is the file system's own business.
  const plain = (text: string) => text.replaceAll(/ d (\d+) \d+/g, ' d $1')
  expect(plain(await copy.sh(facts))).toBe(plain(await sh(facts)))
  expect(await copy.sh('du -k sparse | cut -f1; stat -c %h "a b"')).toBe('0\n2')
  await runtime.destroy(id)
  await runtime.destroy(copy.id)
})

test('what is no tar, breaks off or leads outside is refused with words, and nothing outside is touched', async () => {
  const workspace = await runtime.workspaces.create()
  await expect(runtime.importWorkspace(workspace, Readable.from([Buffer.alloc(9000, 'x')]))).rejects.toThrow(/tar/)
  const broken = new PassThrough()
  broken.write(Buffer.alloc(512))
  setImmediate(() => broken.destroy(new Error('the sender is gone')))
  await expect(runtime.importWorkspace(workspace, broken)).rejects.toThrow('the sender is gone')

  const place = await mkdtemp(join(tmpdir(), 'host-runtime-tar-'))
  const script = [
    'import tarfile, io, sys',
    'tar = tarfile.open(fileobj=sys.stdout.buffer, mode="w|")',
    'def add(name, **fields):',
    '    info = tarfile.TarInfo(name); [setattr(info, *item) for item in fields.items()]',
    '    info.size = 2 if not fields else 0; tar.addfile(info, io.BytesIO(b"x\\n"))',
    `add("out", type=tarfile.SYMTYPE, linkname="${place}"); add("out/file")`,
    `add("../../../../..${place}/up"); add("${place}/absolute")`,
    'tar.close()',
  ].join('\n')
  const { stdout } = await run('python3', ['-c', script], { encoding: 'buffer' })
  await runtime.importWorkspace(workspace, Readable.from([stdout])).catch(() => undefined)
  expect(readdirSync(place)).toEqual([])
  await rm(place, { recursive: true })
  await runtime.workspaces.remove(workspace)
  await expect(once(runtime.exportWorkspace(workspace), 'end')).rejects.toThrow(/export of a workspace failed/)
})

test('groups of the kernel are there while the runtime is open, and none is left afterwards', async () => {
  const own = await mkdtemp(join(tmpdir(), 'host-runtime-close-'))
  const { runtime: opened } = await openRuntime(own)
  if (opened === undefined) throw new Error('It does not open')
  const note = await readFile(join(own, 'runtime/control-groups'), 'utf8').catch(() => '')
  const groups = opened.limitsKind === 'per-process' ? [] : note.split('\n').filter((line) => line !== '')
  expect(groups.every((group) => existsSync(group))).toBe(true)
  const workspace = await opened.workspaces.create()
  await opened.create({ id: 'a', workspace, network: false, limits })
  expect(groups.every((group) => existsSync(join(group, 'a')))).toBe(true)
  await opened.close()
  expect(groups.filter((group) => existsSync(group))).toEqual([])
  await rm(own, { recursive: true })
})

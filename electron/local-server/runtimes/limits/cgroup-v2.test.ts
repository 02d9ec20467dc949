import { execFile } from 'node:child_process'
import { writeSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CgroupV2Limiter } from './cgroup-v2.ts'

const run = promisify(execFile)
const mib = 1024 * 1024
const limits = { memoryBytes: 512 * mib, cpus: 1.5, processes: 100, diskBytes: 1 }

/** A folder that looks like a group; the kernel behind it is missing. */
let own: string
beforeEach(async () => {
  own = await mkdtemp(join(tmpdir(), 'cgroup-v2-'))
  await write('cgroup.controllers', 'cpuset cpu io memory pids\n')
  await write('cgroup.subtree_control', '\n')
})
afterEach(() => rm(own, { recursive: true, force: true }))

const write = (path: string, text: string) => writeFile(join(own, path), text)
const read = (path: string) => readFile(join(own, path), 'utf8')

test('a sandbox has a group for its supervisor and one for its programs, with the limits', async () => {
  const limiter = await CgroupV2Limiter.open(own, 'ours')
  const placement = await limiter.place('abc', limits)
  expect([limiter.kind, limiter.folders]).toEqual(['cgroup-v2', [join(own, 'ours')]])
  expect(await read('cgroup.subtree_control')).toBe('+memory +cpu +pids')
  expect(await read('ours/cgroup.subtree_control')).toBe('+memory +cpu +pids')
  expect(await read('ours/abc/cgroup.subtree_control')).toBe('+memory +cpu +pids')
  expect(await read('ours/abc/programs/memory.max')).toBe(`${512 * mib}`)
  expect(await read('ours/abc/programs/memory.swap.max')).toBe('0')
  expect(await read('ours/abc/programs/pids.max')).toBe('100')
  expect(await read('ours/abc/programs/cpu.max')).toBe('150000 100000')
  // Room for the supervisor around them.
  expect(Number(await read('ours/abc/memory.max'))).toBeGreaterThan(512 * mib)
  expect(Number(await read('ours/abc/pids.max'))).toBeGreaterThan(100)

  await placement.setLimits({ ...limits, memoryBytes: mib, cpus: 0.25 })
  expect(await read('ours/abc/programs/memory.max')).toBe(`${mib}`)
  expect(await read('ours/abc/programs/cpu.max')).toBe('25000 100000')
  await placement.started(process.pid)
})

test('the command enters the supervisor’s group before it is the command, and programs can be let into theirs', async () => {
  const limiter = await CgroupV2Limiter.open(own, 'ours')
  const placement = await limiter.place('abc', limits)
  const [program = '', ...args] = placement.prefix
  expect((await run(program, [...args, 'echo', 'a b', '$c'])).stdout).toBe('a b $c\n')
  expect(await read('ours/abc/supervisor/cgroup.procs')).toBe('0\n')
  for (const fd of placement.joins) writeSync(fd, '0')
  await placement.started(process.pid)
  expect(await read('ours/abc/programs/cgroup.procs')).toBe('0')
})

test('a command that cannot enter does not run', async () => {
  const limiter = await CgroupV2Limiter.open(own, 'ours')
  const placement = await limiter.place('abc', limits)
  await placement.started(process.pid)
  await rm(join(own, 'ours/abc/supervisor'), { recursive: true })
  const [program = '', ...args] = placement.prefix
  await expect(run(program, [...args, 'touch', join(own, 'ran')])).rejects.toThrow(/cgroup.procs/)
  expect(await readdir(own)).not.toContain('ran')
})

test('what is used is read from the kernel’s files, with what it only caches left out', async () => {
  const limiter = await CgroupV2Limiter.open(own, 'ours')
  const placement = await limiter.place('abc', limits)
  await placement.started(process.pid)
  expect(await placement.usage([])).toEqual({ memoryBytes: 0, processes: 0, cpuMs: 0, outOfMemoryKills: 0 })
  await write('ours/abc/memory.current', '10000\n')
  await write('ours/abc/memory.stat', 'anon 1\nfile 5\nactive_file 2\ninactive_file 4000\n')
  await write('ours/abc/pids.current', '7\n')
  await write('ours/abc/cpu.stat', 'usage_usec 1234567\nuser_usec 1\n')
  await write('ours/abc/memory.events', 'low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n')
  expect(await placement.usage([])).toEqual({ memoryBytes: 6000, processes: 7, cpuMs: 1235, outOfMemoryKills: 2 })
})

test('alone in its group the server moves aside; the root of all groups, and one that shares already, is used as it is', async () => {
  await write('cgroup.type', 'domain\n')
  await write('cgroup.procs', `${process.pid}\n`)
  await CgroupV2Limiter.open(own, 'ours')
  expect(await read('ours-server/cgroup.procs')).toBe(`${process.pid}`)

  await write('cgroup.procs', '')
  await write('cgroup.subtree_control', 'cpu memory pids\n')
  await CgroupV2Limiter.open(own, 'others')
  expect(await readdir(own)).not.toContain('others-server')
  expect(await read('cgroup.subtree_control')).toBe('cpu memory pids\n')
})

test('what stands in the way is said', async () => {
  await write('cgroup.type', 'domain\n')
  await write('cgroup.procs', `${process.pid}\n4242\n`)
  await expect(CgroupV2Limiter.open(own, 'ours')).rejects.toThrow('holds other programs too')
  await write('cgroup.controllers', 'hugetlb cpu\n')
  await expect(CgroupV2Limiter.open(own, 'ours')).rejects.toThrow('no controller for memory, pids')
  await mkdir(join(own, 'closed'))
  await expect(CgroupV2Limiter.open(join(own, 'missing'), 'ours')).rejects.toThrow('no controller for')
})

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CgroupV1Limiter } from './cgroup-v1.ts'

const run = promisify(execFile)
const mib = 1024 * 1024
const limits = { memoryBytes: 512 * mib, cpus: 1.5, processes: 100, diskBytes: 1 }

/** A folder with trees that look like the kernel's, of which there is none behind them. */
let root: string
let trees: Map<string, string>
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cgroup-v1-'))
  trees = new Map()
  for (const [controller, tree] of Object.entries({ memory: 'memory', cpu: 'cpu', cpuacct: 'cpu', pids: 'pids' })) {
    trees.set(controller, join(root, tree))
    await mkdir(join(root, tree), { recursive: true })
  }
})
afterEach(() => rm(root, { recursive: true, force: true }))

const write = (path: string, text: string) => writeFile(join(root, path), text)
const read = (path: string) => readFile(join(root, path), 'utf8')

test('a sandbox has a group in each tree, and within it one for its programs, with the limits', async () => {
  const limiter = await CgroupV1Limiter.open(trees, 'ours')
  const placement = await limiter.place('abc', limits)
  expect(limiter.folders).toEqual(['memory', 'cpu', 'pids'].map((tree) => join(root, tree, 'ours')))
  expect(await read('memory/ours/memory.use_hierarchy')).toBe('1')
  expect(await read('memory/ours/abc/programs/memory.limit_in_bytes')).toBe(`${512 * mib}`)
  expect(Number(await read('memory/ours/abc/memory.limit_in_bytes'))).toBeGreaterThan(512 * mib)
  expect(await read('cpu/ours/abc/programs/cpu.cfs_quota_us')).toBe('150000')
  expect(await read('cpu/ours/abc/programs/cpu.cfs_period_us')).toBe('100000')
  expect(await read('pids/ours/abc/programs/pids.max')).toBe('100')
  expect(placement.joins).toHaveLength(3)
  await placement.setLimits({ ...limits, processes: 5 })
  expect(await read('pids/ours/abc/programs/pids.max')).toBe('5')
  await placement.started(process.pid)
})

test('where swap is limited too, its limit follows', async () => {
  const limiter = await CgroupV1Limiter.open(trees, 'ours')
  await mkdir(join(root, 'memory/ours/abc/programs'), { recursive: true })
  await write('memory/ours/abc/programs/memory.memsw.limit_in_bytes', '9')
  const placement = await limiter.place('abc', limits)
  expect(await read('memory/ours/abc/programs/memory.memsw.limit_in_bytes')).toBe(`${512 * mib}`)
  await placement.started(process.pid)
})

test('the command enters every tree before it is the command', async () => {
  const limiter = await CgroupV1Limiter.open(trees, 'ours')
  const placement = await limiter.place('abc', limits)
  const [program = '', ...args] = placement.prefix
  expect((await run(program, [...args, 'echo', 'ran'])).stdout).toBe('ran\n')
  for (const tree of ['memory', 'cpu', 'pids']) expect(await read(`${tree}/ours/abc/tasks`)).toBe('0\n')
  await placement.started(process.pid)
})

test('what is used is read from the kernel’s files', async () => {
  const limiter = await CgroupV1Limiter.open(trees, 'ours')
  const placement = await limiter.place('abc', limits)
  await placement.started(process.pid)
  await write('memory/ours/abc/memory.usage_in_bytes', '10000\n')
  await write('memory/ours/abc/memory.stat', 'inactive_file 1\ntotal_inactive_file 4000\n')
  await write('memory/ours/abc/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n')
  await write('memory/ours/abc/programs/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 4\n')
  await write('pids/ours/abc/pids.current', '7\n')
  await write('cpu/ours/abc/cpuacct.usage', '1234567890\n')
  expect(await placement.usage([])).toEqual({ memoryBytes: 6000, processes: 7, cpuMs: 1235, outOfMemoryKills: 5 })
})

test('without a tree that only counts, processor time is that of the processes; without one that limits, it says so', async () => {
  trees.delete('cpuacct')
  const limiter = await CgroupV1Limiter.open(trees, 'ours')
  const placement = await limiter.place('abc', limits)
  await placement.started(process.pid)
  const entry = { pid: 1, parent: 0, threads: 1, cpuMs: 30, residentBytes: 1, startTicks: 1, isZombie: false }
  expect((await placement.usage([entry, { ...entry, cpuMs: 12 }])).cpuMs).toBe(42)
  trees.delete('pids')
  await expect(CgroupV1Limiter.open(trees, 'ours')).rejects.toThrow('no pids controller of version 1')
})

import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Hierarchies } from './cgroup-hierarchies.ts'
import { withBestLimiter } from './choose-limiter.ts'
import type { Limiter } from './limiter.ts'
import { settingsFor } from './per-process.ts'

let root: string
let own: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'choose-'))
  own = join(root, 'own')
  await mkdir(own)
  await writeFile(join(own, 'cgroup.controllers'), 'cpu memory pids')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const none: Hierarchies = { v2: undefined, v2Tree: undefined, v1: new Map() }
const v2 = (): Hierarchies => ({ ...none, v2: own })
const v1 = (): Hierarchies => ({ ...none, v1: new Map(['memory', 'cpu', 'pids'].map((name) => [name, own])) })
const kindOf = async (limiter: Limiter) => limiter.kind
const choose = (hierarchies: Hierarchies, use = kindOf) =>
  withBestLimiter(join(root, 'data'), use, { hierarchies, systemd: undefined })

test('the best that there is, and why no better one', async () => {
  expect(await choose(v2())).toEqual({ result: 'cgroup-v2', note: undefined })
  expect(await choose(v1())).toEqual({
    result: 'cgroup-v1',
    note: 'No cgroup v2 by systemd: it does not run here. No cgroup v2: it is not mounted.',
  })
  const last = await choose(none)
  expect(last.result).toBe('per-process')
  expect(last.note).toBe(
    'No cgroup v2 by systemd: it does not run here. No cgroup v2: it is not mounted. No cgroup v1: There is no memory controller of version 1.',
  )
})

test('one that is there and does not hold a sandbox is left for the next, with its words', async () => {
  const onlyWithoutGroups = async (limiter: Limiter) => {
    if (limiter.kind !== 'per-process') throw new Error('the kernel refused it')
    return limiter.kind
  }
  const { result, note } = await choose({ ...v2(), v1: v1().v1 }, onlyWithoutGroups)
  expect(result).toBe('per-process')
  expect(note).toBe(
    'No cgroup v2 by systemd: it does not run here. No cgroup v2: the kernel refused it. No cgroup v1: the kernel refused it.',
  )
})

test('what fails with the last kind is no matter of limits', async () => {
  const never = async () => {
    throw new Error('bubblewrap does not start')
  }
  await expect(choose(none, never)).rejects.toThrow('bubblewrap does not start')
})

test('groups that a killed server left are removed by the next start on its folder, wherever they are; nothing else is', async () => {
  await choose(v2())
  const left = (await readdir(own)).filter((name) => name.startsWith('cloud-sandbox-'))
  expect(left).toHaveLength(1)
  const [name = ''] = left
  // As the kernel has it: the files of a group are gone with it, and it can only be removed when it is empty.
  await rm(join(own, name), { recursive: true })
  await mkdir(join(own, name, 'abc/programs'), { recursive: true })
  await mkdir(join(own, 'cloud-sandbox-of-another-folder'))
  await choose(none)
  expect((await readdir(own)).filter((entry) => entry.startsWith('cloud-sandbox-'))).toEqual([
    'cloud-sandbox-of-another-folder',
  ])
})

test.each([
  [2, 8, '6.1.0', 0, { processors: [0, 1], processes: 100 }],
  [2, 8, '6.1.0', 7, { processors: [7, 0], processes: 100 }],
  [0.5, 2, '5.14.0-rc1', 1, { processors: [1], processes: 100 }],
  [1.5, 4, '5.14', 0, { processors: [0, 1], processes: 100 }],
  // All of them: there is nothing to keep to.
  [8, 8, '6.1.0', 0, { processes: 100 }],
  [16, 2, '6.1.0', 0, { processes: 100 }],
  // There the number would count the whole computer's processes of that user.
  [2, 2, '5.10.0-28-amd64', 0, {}],
  [2, 2, '4.19.0', 0, {}],
])('per process: %d processors of %d on Linux %s from the %dth', (cpus, processors, kernel, first, expected) => {
  const limits = { memoryBytes: 5, cpus, processes: 100, diskBytes: 1 }
  expect(settingsFor(limits, first, { processors, kernel })).toEqual({ dataBytes: 5, ...expected })
})

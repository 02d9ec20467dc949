import { expect, test } from 'vitest'
import { parseHierarchies } from './cgroup-hierarchies.ts'

const v1Mounts = [
  '31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755',
  '32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct',
  '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 master:1 - cgroup cgroup rw,memory',
  '39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids',
  '40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd',
].join('\n')
const v1Own = '4:memory:/user/ann\n3:cpu,cpuacct:/\n2:pids:/user/ann\n1:name=systemd:/user/ann\n'

test('version 1: each controller has a tree, and some share one', () => {
  const { v1, v2 } = parseHierarchies(v1Mounts, v1Own)
  expect(v2).toBeUndefined()
  expect(Object.fromEntries(v1)).toMatchObject({
    memory: '/sys/fs/cgroup/memory/user/ann',
    cpu: '/sys/fs/cgroup/cpu,cpuacct/',
    cpuacct: '/sys/fs/cgroup/cpu,cpuacct/',
    pids: '/sys/fs/cgroup/pids/user/ann',
  })
})

test('version 2: one tree for all', () => {
  const mounts = '30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot'
  const own = '0::/user.slice/user-1000.slice/user@1000.service/app.slice/a.scope\n'
  expect(parseHierarchies(mounts, own)).toEqual({
    v2: '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/a.scope',
    v2Tree: '/sys/fs/cgroup',
    v1: new Map(),
  })
})

test('both at once', () => {
  const mounts = `${v1Mounts}\n41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw`
  const { v1, v2 } = parseHierarchies(mounts, `${v1Own}0::/user/ann\n`)
  expect(v2).toBe('/sys/fs/cgroup/unified/user/ann')
  expect(v1.get('memory')).toBe('/sys/fs/cgroup/memory/user/ann')
})

test.each([
  ['/docker/abc', '/docker/abc', '/sys/fs/cgroup/memory'],
  ['/docker/abc', '/docker/abc/inner', '/sys/fs/cgroup/memory/inner'],
  // The name outside, while the mount shows only what is inside.
  ['/docker/abc', '/docker/abcdef', '/sys/fs/cgroup/memory'],
  ['/docker/abc', '/', '/sys/fs/cgroup/memory'],
])('in a container: a mount of %s and a group %s', (root, own, expected) => {
  const mounts = `35 31 0:32 ${root} /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory`
  expect(parseHierarchies(mounts, `4:memory:${own}\n`).v1.get('memory')).toBe(expected)
})

test('names with spaces, a group with a colon, and no groups at all', () => {
  const mounts = '35 31 0:32 / /odd\\040place/memory rw - cgroup cgroup rw,memory'
  expect(parseHierarchies(mounts, '4:memory:/a:b\n').v1.get('memory')).toBe('/odd place/memory/a:b')
  expect(parseHierarchies('', '')).toEqual({ v2: undefined, v2Tree: undefined, v1: new Map() })
})

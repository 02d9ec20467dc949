import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SystemdScopeLimiter, systemdHere } from './systemd-scope.ts'

const run = promisify(execFile)
const limits = { memoryBytes: 1024 ** 2, cpus: 2, processes: 100, diskBytes: 1 }

/** In place of systemd: says how it was called, makes the folder of a group as the kernel would, and runs the command. */
let root: string
let program: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'systemd-'))
  program = join(root, 'systemd-run')
  const group = `${root}$(sed -n s/^0:://p /proc/self/cgroup)`
  const script = [
    `env >'${root}/env'; printf '%s\\n' "$@" >'${root}/args'; mkdir -p "${group}"`,
    'while [ "$1" != -- ]; do shift; done; shift; exec "$@"',
  ].join('\n')
  await writeFile(program, `#!/bin/sh\n${script}\n`)
  await chmod(program, 0o755)
})
afterEach(() => rm(root, { recursive: true, force: true }))

test('the command runs in a scope of its own, in the supervisor’s group, with the way into the programs’ group open', async () => {
  const systemd = { program, isRoot: false, runtimeFolder: '/run/user/1000' }
  const placement = await new SystemdScopeLimiter(systemd, root, 'ours').place('abc', limits)
  expect([placement.joins, placement.joinCount]).toEqual([[], 1])
  const [first = '', ...rest] = placement.prefix
  const { stdout } = await run(first, [...rest, '/bin/sh', '-c', 'echo 0 >&5; env; echo "$0" "$1"', 'a b', '$c'])
  // Nothing of what systemd-run needed; PWD and the like are the shell's own.
  expect(stdout).not.toContain('XDG_RUNTIME_DIR')
  expect(stdout).toMatch(/a b \$c\n$/)
  expect(await readFile(join(root, 'env'), 'utf8')).toContain('XDG_RUNTIME_DIR=/run/user/1000\n')
  const args = (await readFile(join(root, 'args'), 'utf8')).split('\n')
  expect(args.slice(0, 3)).toEqual(['--user', '--scope', '--quiet'])
  expect(args[4]).toMatch(/^--unit=ours-abc-[0-9a-f]{8}\.scope$/)
  expect(args).toContain('--property=Delegate=yes')

  const own = /^0::(.*)$/m.exec(await readFile('/proc/self/cgroup', 'utf8'))?.[1] ?? '/'
  const group = join(root, own)
  expect(await readFile(join(group, 'supervisor/cgroup.procs'), 'utf8')).toBe('0\n')
  expect(await readFile(join(group, 'cgroup.subtree_control'), 'utf8')).toBe('+memory +cpu +pids\n')
  expect(await readFile(join(group, 'programs/cgroup.procs'), 'utf8')).toBe('0\n')
})

test('a command that is in none of our scopes is not taken for held', async () => {
  const systemd = { program, isRoot: true, runtimeFolder: undefined }
  const placement = await new SystemdScopeLimiter(systemd, root, 'ours').place('abc', limits)
  expect(placement.prefix).not.toContain('--user')
  await expect(placement.started(process.pid)).rejects.toThrow('systemd made no scope for it')
  await placement.started(undefined)
  await placement.remove()
})

test('where the groups cannot be made the command does not run', async () => {
  const own = /^0::(.*)$/m.exec(await readFile('/proc/self/cgroup', 'utf8'))?.[1] ?? '/'
  await mkdir(join(root, own), { recursive: true })
  await writeFile(join(root, own, 'supervisor'), 'in the way')
  const systemd = { program, isRoot: true, runtimeFolder: undefined }
  const placement = await new SystemdScopeLimiter(systemd, root, 'ours').place('abc', limits)
  const [first = '', ...rest] = placement.prefix
  await expect(run(first, [...rest, '/bin/touch', join(root, 'ran')])).rejects.toThrow(/mkdir/)
  expect(await readdir(root)).not.toContain('ran')
})

test('systemd is asked where it runs, by a user at the user’s own', () => {
  const here = { isBooted: true, program: '/usr/bin/systemd-run', uid: 1000, runtimeFolder: undefined }
  expect(systemdHere(here)).toEqual({ program: here.program, isRoot: false, runtimeFolder: '/run/user/1000' })
  expect(systemdHere({ ...here, runtimeFolder: '/x' })?.runtimeFolder).toBe('/x')
  expect(systemdHere({ ...here, uid: 0 })).toEqual({ program: here.program, isRoot: true, runtimeFolder: undefined })
  expect(systemdHere({ ...here, isBooted: false })).toBeUndefined()
  expect(systemdHere({ ...here, program: undefined })).toBeUndefined()
})

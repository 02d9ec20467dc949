import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import type { SandboxProfile } from './profile.ts'

/** A folder or file of this computer that is shown inside. */
export interface Bind {
  /** A path, or so many bytes of memory. */
  readonly source: string | number
  readonly target: string
  readonly writable: boolean
}

/** What differs from one sandbox to the next. */
export interface Plan {
  readonly hostname: string
  readonly network: boolean
  readonly environment: Readonly<Record<string, string>>
  readonly profile: SandboxProfile
  /** Of `/dev/shm`, which is memory. */
  readonly sharedMemoryBytes: number
  /** Where the first program begins; `/` unless named. */
  readonly workFolder?: string
  /** What is ours to show: the workspace, the supervisor, `passwd`, `group`, interpreters. */
  readonly binds: readonly Bind[]
}

/** Where our files and folders are inside. */
export const insidePlaces = {
  supervisor: '/.cloud-sandbox/supervisor.pyc',
  settings: '/.cloud-sandbox/settings',
  output: '/.cloud-sandbox/output',
  tmp: '/tmp',
} as const

const systemPath = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/sbin']

/** Without any, programs that only lock in it would fail. */
const minSharedMemoryBytes = 1024 * 1024

/** On most systems links into `/usr`, on some folders of their own. */
const usrLinks = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']

/** From `/etc` only what programs need. Private keys lie beside the certificates: never all of `/etc/ssl`. */
const etcAlways = [
  '/etc/alternatives',
  '/etc/ca-certificates',
  '/etc/ld.so.cache',
  '/etc/localtime',
  '/etc/pki/ca-trust/extracted',
  '/etc/pki/tls/certs',
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
]

/** Of `/proc` what tells of the computer and not of the sandbox: what container engines hide, and some more. */
const procHidden = {
  files: [
    ...['cmdline', 'interrupts', 'kcore', 'key-users', 'keys', 'latency_stats', 'locks'],
    ...['sched_debug', 'timer_list', 'timer_stats'],
  ],
  folders: ['acpi', 'asound', 'scsi'],
}
/** What a program could set, if only for its own namespaces, or wake the kernel up with. */
const procReadOnly = ['bus', 'fs', 'irq', 'pressure', 'sys', 'sysrq-trigger']
const etcWithNetwork = ['/etc/hosts', '/etc/nsswitch.conf', '/etc/resolv.conf']

/**
 * The arguments of bubblewrap before the program. An allow list: what is not named does not exist inside.
 *
 * @param fds where bubblewrap says the process id of the sandbox's first process; nowhere when undefined.
 */
export function bubblewrapArguments(plan: Plan, fds: { readonly info: number | undefined }): readonly string[] {
  const { user, capabilities, hidden } = plan.profile
  const shmBytes = String(Math.max(minSharedMemoryBytes, Math.floor(plan.sharedMemoryBytes)))
  return [
    ...[
      '--unshare-user',
      '--disable-userns',
      '--unshare-pid',
      '--unshare-ipc',
      '--unshare-uts',
      '--unshare-cgroup-try',
    ],
    ...(plan.network ? [] : ['--unshare-net']),
    ...['--die-with-parent', '--new-session', '--as-pid-1', '--cap-drop', 'ALL'],
    ...capabilities.flatMap((capability) => ['--cap-add', capability]),
    ...['--uid', String(user.uid), '--gid', String(user.gid), '--hostname', plan.hostname],
    ...['--ro-bind', '/usr', '/usr', ...usrLinks.flatMap(usrLink)],
    // Nothing of bubblewrap's makes a name disappear; this makes it fail.
    ...hidden.filter((path) => existsSync(path)).flatMap((path) => ['--ro-bind', '/dev/null', path]),
    // Made by name: as the parent of a bound file it would be the user's alone.
    ...['--perms', '0755', '--dir', '/etc', '--perms', '0755', '--dir', '/.cloud-sandbox'],
    ...(plan.network ? [...etcAlways, ...etcWithNetwork] : etcAlways).flatMap(etcFile),
    ...['--proc', '/proc', ...procHidden.folders.flatMap(hideFolder)],
    ...procReadOnly
      .map((name) => `/proc/${name}`)
      .flatMap((path) => (existsSync(path) ? ['--ro-bind', path, path] : [])),
    ...['--dev', '/dev', '--perms', '1777', '--size', shmBytes, '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    ...plan.binds.flatMap(mount),
    // Last: folders made on the way belong to the user and would take files that no limit counts.
    // Not into the workspace, for a sandbox: a folder that took its owner's rights away would never start again.
    ...['--remount-ro', '/', '--chdir', plan.workFolder ?? '/'],
    ...['--clearenv', ...Object.entries(plan.environment).flatMap(([name, value]) => ['--setenv', name, value])],
    ...(fds.info === undefined ? [] : ['--info-fd', String(fds.info)]),
    '--',
  ]
}

/** Covers files of `/proc` with an empty one. @param empty its path. */
export function hideProcFiles(empty: string): readonly Bind[] {
  return procHidden.files
    .map((name) => ({ source: empty, target: `/proc/${name}`, writable: false }))
    .filter(({ target }) => existsSync(target))
}

/**
 * The environment of every program, unless a request adds to it.
 *
 * @param path folders in front of the system's own on PATH: interpreters that lie outside `/usr`.
 */
export function insideEnvironment(
  user: SandboxProfile['user'],
  path: readonly string[],
): Readonly<Record<string, string>> {
  return {
    HOME: user.home,
    LANG: 'C.UTF-8',
    PATH: [...path, ...systemPath].join(':'),
    USER: user.name,
  }
}

function mount({ source, target, writable }: Bind): readonly string[] {
  if (typeof source === 'number') return ['--perms', '0755', '--size', String(source), '--tmpfs', target]
  return [writable ? '--bind' : '--ro-bind', source, target]
}

function hideFolder(name: string): readonly string[] {
  return existsSync(`/proc/${name}`) ? ['--tmpfs', `/proc/${name}`, '--remount-ro', `/proc/${name}`] : []
}

function usrLink(path: string): readonly string[] {
  const info = lstatSync(path, { throwIfNoEntry: false })
  if (info === undefined) return []
  return info.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path]
}

/** By its real path: a link such as `resolv.conf`'s leads to a folder that does not exist inside. */
function etcFile(path: string): readonly string[] {
  return existsSync(path) ? ['--ro-bind', realpathSync(path), path] : []
}

import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { insideUser } from './identity.ts'

/** A folder or file of this computer that is shown inside. */
export interface Bind {
  readonly source: string
  readonly target: string
  readonly writable: boolean
}

/** What differs from one sandbox to the next. */
export interface Plan {
  readonly hostname: string
  readonly network: boolean
  readonly environment: Readonly<Record<string, string>>
  /** What is ours to show: the workspace, the supervisor, `passwd`, `group`, interpreters. */
  readonly binds: readonly Bind[]
}

/** Where the supervisor's file is inside. */
export const supervisorInside = '/.cloud-sandbox/supervisor.py'

const systemPath = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/sbin']

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
const etcWithNetwork = ['/etc/hosts', '/etc/nsswitch.conf', '/etc/resolv.conf']

/**
 * The arguments of bubblewrap before the program. An allow list: what is not named does not exist inside.
 *
 * @param fds where bubblewrap says the process id of the sandbox's first process.
 */
export function bubblewrapArguments(plan: Plan, fds: { readonly info: number }): readonly string[] {
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
    ...['--uid', String(insideUser.uid), '--gid', String(insideUser.gid), '--hostname', plan.hostname],
    ...['--ro-bind', '/usr', '/usr', ...usrLinks.flatMap(usrLink)],
    // Made by name: as the parent of a bound file it would be the user's alone.
    ...['--perms', '0755', '--dir', '/etc'],
    ...(plan.network ? [...etcAlways, ...etcWithNetwork] : etcAlways).flatMap(etcFile),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    ...['--perms', '1777', '--tmpfs', '/tmp', '--perms', '0755', '--tmpfs', insideUser.home],
    ...plan.binds.flatMap((bind) => [bind.writable ? '--bind' : '--ro-bind', bind.source, bind.target]),
    // Last: folders made on the way belong to the user and would take files that no limit counts.
    // Not into the workspace: a folder that took its owner's rights away would never start again.
    ...['--remount-ro', '/', '--chdir', '/'],
    ...['--clearenv', ...Object.entries(plan.environment).flatMap(([name, value]) => ['--setenv', name, value])],
    ...['--info-fd', String(fds.info), '--'],
  ]
}

/**
 * The environment of every program, unless a request adds to it.
 *
 * @param path folders in front of the system's own on PATH: interpreters that lie outside `/usr`.
 */
export function insideEnvironment(path: readonly string[]): Readonly<Record<string, string>> {
  return {
    HOME: insideUser.home,
    LANG: 'C.UTF-8',
    PATH: [...path, ...systemPath].join(':'),
    USER: insideUser.name,
  }
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

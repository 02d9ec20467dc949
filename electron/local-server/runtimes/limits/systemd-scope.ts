import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { removeGroup } from './cgroup-folder.ts'
import { parseHierarchies } from './cgroup-hierarchies.ts'
import { controllerList, sandboxUsage, setSandboxLimits } from './cgroup-v2.ts'
import type { Limiter, Placement } from './limiter.ts'
import type { SandboxLimits } from './limits.ts'

/** What the computer's service manager is asked with. */
export interface Systemd {
  /** The program `systemd-run`. */
  readonly program: string
  /** Root asks the one of the whole computer, everybody else their own. */
  readonly isRoot: boolean
  /** Where their own is reached; of the environment. */
  readonly runtimeFolder: string | undefined
}

/** The descriptor that the script below opens: the first behind those that a sandbox is started with. */
const joinDescriptor = 5

/**
 * Runs inside of a scope that was made for it: makes the groups of a supervisor and its programs, goes into the former, opens
 * the way into the latter, and becomes the command, without what `systemd-run` needed of the environment.
 */
const scopeScript = [
  'own=$1$(sed -n s/^0:://p /proc/self/cgroup)',
  'shift',
  'mkdir "$own/supervisor" "$own/programs"',
  'echo 0 >"$own/supervisor/cgroup.procs"',
  `echo "${controllerList}" >"$own/cgroup.subtree_control"`,
  `exec ${joinDescriptor}>"$own/programs/cgroup.procs"`,
  'exec env -i "$@"',
].join(' && ')

/**
 * Version 2 of the kernel's groups on a computer that systemd runs: an ordinary user owns none of them, but may ask for one of
 * their own (a scope, delegated). One for each sandbox; systemd takes it back when its last process has ended.
 */
export class SystemdScopeLimiter implements Limiter {
  readonly kind = 'cgroup-v2'
  /** None has to be found again after a kill. */
  readonly folders: readonly string[] = []
  readonly #systemd: Systemd
  readonly #tree: string
  readonly #name: string

  /**
   * @param tree where the whole tree of version 2 is mounted
   * @param name that each scope's begins with
   */
  constructor(systemd: Systemd, tree: string, name: string) {
    this.#systemd = systemd
    this.#tree = tree
    this.#name = name
  }

  async place(id: string, limits: SandboxLimits): Promise<Placement> {
    let group: string | undefined
    return {
      prefix: this.#prefix(id),
      joins: [],
      joinCount: 1,
      started: async (pid) => {
        if (pid === undefined) return
        group = await groupOf(pid, this.#tree)
        await setSandboxLimits(group, limits)
      },
      setLimits: async (wanted) => {
        if (group !== undefined) await setSandboxLimits(group, wanted)
      },
      usage: () => sandboxUsage(group ?? ''),
      remove: async () => {
        // systemd does so too; who comes second finds nothing.
        if (group !== undefined) await removeGroup(group).catch(() => undefined)
      },
    }
  }

  async close(): Promise<void> {}

  #prefix(id: string): readonly string[] {
    const { program, isRoot, runtimeFolder } = this.#systemd
    // A sandbox that is started again finds its last scope still ending.
    const unit = `${this.#name}-${id}-${randomBytes(4).toString('hex')}.scope`
    return [
      ...['/usr/bin/env', 'PATH=/usr/bin:/bin'],
      ...(runtimeFolder === undefined ? [] : [`XDG_RUNTIME_DIR=${runtimeFolder}`]),
      ...[program, ...(isRoot ? [] : ['--user']), '--scope', '--quiet', '--collect', `--unit=${unit}`],
      ...['--property=Delegate=yes', '--', '/bin/sh', '-c', scopeScript, 'sh', this.#tree],
    ]
  }
}

/** The group of a sandbox, by the first process in its `supervisor`. @throws Error when it is in none of ours. */
async function groupOf(pid: number, tree: string): Promise<string> {
  const own = await readFile(`/proc/${pid}/cgroup`, 'utf8')
  const { v2 } = parseHierarchies(`1 1 0:1 / ${tree} rw - cgroup2 cgroup2 rw`, own)
  if (v2 === undefined || !v2.endsWith('.scope/supervisor')) throw new Error(`systemd made no scope for it: ${v2}`)
  return dirname(v2)
}

/** @returns undefined where systemd runs no services or has no such program. */
export function systemdHere(found: {
  readonly isBooted: boolean
  readonly program: string | undefined
  readonly uid: number
  readonly runtimeFolder: string | undefined
}): Systemd | undefined {
  const { isBooted, program, uid, runtimeFolder } = found
  if (!isBooted || program === undefined) return undefined
  return { program, isRoot: uid === 0, runtimeFolder: uid === 0 ? undefined : (runtimeFolder ?? `/run/user/${uid}`) }
}

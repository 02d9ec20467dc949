import { join } from 'node:path'
import { figureIn, makeGroup, readGroupFile, removeGroup, writeGroupFile } from './cgroup-folder.ts'
import { closeJoins, enterPrefix, openJoins } from './cgroup-placement.ts'
import type { Limiter, Placement, Usage } from './limiter.ts'
import type { SandboxLimits } from './limits.ts'
import { around } from './limits.ts'

const periodUs = 100_000
const controllers = ['memory', 'cpu', 'pids'] as const
/** As `cgroup.subtree_control` takes them. */
export const controllerList = controllers.map((controller) => `+${controller}`).join(' ')

/**
 * Version 2 of the kernel's groups: one tree. A sandbox's group holds two, since only the outermost leaves have processes:
 * `supervisor`, and `programs` with the limits, so that what programs do cannot end the supervisor.
 */
export class CgroupV2Limiter implements Limiter {
  readonly kind = 'cgroup-v2'
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * @param own the server's own group
   * @param name of the group that is made in it
   * @throws Error in words when controllers are missing or it is closed to us.
   */
  static async open(own: string, name: string): Promise<CgroupV2Limiter> {
    await makeRoom(own, name)
    const limiter = new CgroupV2Limiter(join(own, name))
    await makeGroup(limiter.#folder)
    await enable(limiter.#folder)
    return limiter
  }

  /** Where they are, to be found again by a later start. */
  get folders(): readonly string[] {
    return [this.#folder]
  }

  async place(id: string, limits: SandboxLimits): Promise<Placement> {
    const sandbox = join(this.#folder, id)
    const remove = () => removeGroup(sandbox).catch(() => undefined)
    try {
      await makeGroup(sandbox)
      await makeSandboxGroups(sandbox)
      await setSandboxLimits(sandbox, limits)
      const joins = await openJoins([join(sandbox, 'programs')], 'cgroup.procs')
      return {
        prefix: enterPrefix([join(sandbox, 'supervisor')], 'cgroup.procs'),
        joins: joins.map(({ fd }) => fd),
        joinCount: joins.length,
        started: () => closeJoins(joins),
        setLimits: (wanted) => setSandboxLimits(sandbox, wanted),
        usage: () => sandboxUsage(sandbox),
        remove,
      }
    } catch (error) {
      await remove()
      throw error
    }
  }

  async close(): Promise<void> {
    await removeGroup(this.#folder).catch(() => undefined)
  }
}

/** The two groups within that of a sandbox. */
export async function makeSandboxGroups(sandbox: string): Promise<void> {
  await enable(sandbox)
  await makeGroup(join(sandbox, 'supervisor'))
  await makeGroup(join(sandbox, 'programs'))
}

/**
 * Memory that is in use above a new limit is reclaimed at once; where that is not enough, the kernel ends programs. So theirs
 * comes first: at the limit around both the supervisor could be the one.
 */
export async function setSandboxLimits(sandbox: string, limits: SandboxLimits): Promise<void> {
  const programs = join(sandbox, 'programs')
  await writeGroupFile(programs, 'memory.max', limits.memoryBytes)
  // A kernel without swap has no such file.
  await writeGroupFile(programs, 'memory.swap.max', 0).catch(() => undefined)
  await writeGroupFile(programs, 'pids.max', limits.processes)
  await writeGroupFile(programs, 'cpu.max', `${Math.round(limits.cpus * periodUs)} ${periodUs}`)
  const whole = around(limits)
  await writeGroupFile(sandbox, 'memory.max', whole.memoryBytes)
  await writeGroupFile(sandbox, 'pids.max', whole.processes)
}

export async function sandboxUsage(sandbox: string): Promise<Usage> {
  const [used, stat, pids, cpu, events] = await Promise.all(
    ['memory.current', 'memory.stat', 'pids.current', 'cpu.stat', 'memory.events'].map((name) =>
      readGroupFile(sandbox, name),
    ),
  )
  return {
    memoryBytes: Math.max(0, Number(used ?? 0) - figureIn(stat, 'inactive_file')),
    processes: Number(pids ?? 0),
    cpuMs: Math.round(figureIn(cpu, 'usage_usec') / 1000),
    outOfMemoryKills: figureIn(events, 'oom_kill'),
  }
}

/**
 * Only a group without processes of its own can share out controllers. When the server is alone in its group it moves aside,
 * into a group beside those of the sandboxes.
 */
async function makeRoom(own: string, name: string): Promise<void> {
  const offered = words(await readGroupFile(own, 'cgroup.controllers'))
  const missing = controllers.filter((controller) => !offered.includes(controller))
  if (missing.length > 0) throw new Error(`${own} has no controller for ${missing.join(', ')}`)
  const shared = words(await readGroupFile(own, 'cgroup.subtree_control'))
  if (controllers.every((controller) => shared.includes(controller))) return
  // The root of all groups may have processes of its own; it is known by lacking this file.
  if ((await readGroupFile(own, 'cgroup.type')) !== undefined) await moveAside(own, `${name}-server`)
  await enable(own)
}

async function moveAside(own: string, name: string): Promise<void> {
  const others = words(await readGroupFile(own, 'cgroup.procs')).filter((pid) => pid !== String(process.pid))
  if (others.length > 0) throw new Error(`${own} holds other programs too`)
  const aside = join(own, name)
  await makeGroup(aside)
  await writeGroupFile(aside, 'cgroup.procs', process.pid)
}

async function enable(group: string): Promise<void> {
  await writeGroupFile(group, 'cgroup.subtree_control', controllerList)
}

function words(text: string | undefined): readonly string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '')
}

import { join } from 'node:path'
import { codeOf } from '../../error-code.ts'
import type { ProcessEntry } from '../host/process-table.ts'
import { figureIn, makeGroup, readGroupFile, removeGroup, writeGroupFile } from './cgroup-folder.ts'
import { closeJoins, enterPrefix, openJoins } from './cgroup-placement.ts'
import type { Limiter, Placement, Usage } from './limiter.ts'
import type { SandboxLimits } from './limits.ts'
import { around } from './limits.ts'
import { sumOf } from './per-process.ts'

/** Our group in each tree that limits stand on; several controllers may share one. */
interface Groups {
  readonly memory: string
  readonly cpu: string
  readonly pids: string
  /** Only counts; a computer may lack it. */
  readonly cpuacct: string | undefined
}

const periodUs = 100_000

/**
 * Version 1 of the kernel's groups: a tree for each controller. A sandbox has a group in each, in which its supervisor is,
 * and within it one for its programs, which has the limits: what they do cannot end the supervisor.
 */
export class CgroupV1Limiter implements Limiter {
  readonly kind = 'cgroup-v1'
  readonly #own: Groups

  private constructor(own: Groups) {
    this.#own = own
  }

  /**
   * @param trees where the server's own group lies, by controller
   * @param name of the group that is made in each
   * @throws Error in words when a tree is missing or closed to us.
   */
  static async open(trees: ReadonlyMap<string, string>, name: string): Promise<CgroupV1Limiter> {
    const place = (controller: string) => {
      const tree = trees.get(controller)
      if (tree === undefined) throw new Error(`There is no ${controller} controller of version 1`)
      return join(tree, name)
    }
    const cpuacct = trees.get('cpuacct')
    const own: Groups = {
      memory: place('memory'),
      cpu: place('cpu'),
      pids: place('pids'),
      cpuacct: cpuacct === undefined ? undefined : join(cpuacct, name),
    }
    const limiter = new CgroupV1Limiter(own)
    for (const group of foldersOf(own)) await makeGroup(group)
    // Since Linux 5.11 it is always so.
    await writeGroupFile(own.memory, 'memory.use_hierarchy', 1).catch(() => undefined)
    return limiter
  }

  /** Where they are, to be found again by a later start. */
  get folders(): readonly string[] {
    return foldersOf(this.#own)
  }

  async place(id: string, limits: SandboxLimits): Promise<Placement> {
    const outer = within(this.#own, id)
    const inner = within(outer, 'programs')
    const remove = async () => {
      await Promise.all(foldersOf(outer).map((group) => removeGroup(group).catch(() => undefined)))
    }
    try {
      for (const group of [...foldersOf(outer), ...foldersOf(inner)]) await makeGroup(group)
      const memory = new MemoryLimit(outer.memory, inner.memory)
      const setLimits = async (wanted: SandboxLimits) => {
        await memory.set(wanted.memoryBytes)
        await writeGroupFile(inner.cpu, 'cpu.cfs_period_us', periodUs)
        await writeGroupFile(inner.cpu, 'cpu.cfs_quota_us', Math.round(wanted.cpus * periodUs))
        await writeGroupFile(outer.pids, 'pids.max', around(wanted).processes)
        await writeGroupFile(inner.pids, 'pids.max', wanted.processes)
      }
      await setLimits(limits)
      const joins = await openJoins(foldersOf(inner), 'tasks')
      return {
        prefix: enterPrefix(foldersOf(outer), 'tasks'),
        joins: joins.map(({ fd }) => fd),
        joinCount: joins.length,
        started: () => closeJoins(joins),
        setLimits,
        usage: async (family) => {
          await memory.retry()
          return usageOf(outer, inner, family)
        },
        remove,
      }
    } catch (error) {
      await remove()
      throw error
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.folders.map((group) => removeGroup(group).catch(() => undefined)))
  }
}

/**
 * The limit on memory with that on swap, which may not be below it at any moment. A limit below what is used at the moment is
 * refused by the kernel: it is tried again until the programs have given enough back.
 */
class MemoryLimit {
  readonly #outer: string
  readonly #inner: string
  #pending: number | undefined

  constructor(outer: string, inner: string) {
    this.#outer = outer
    this.#inner = inner
  }

  async set(bytes: number): Promise<void> {
    this.#pending = undefined
    try {
      await writeMemory(this.#inner, bytes)
      await writeMemory(this.#outer, around({ memoryBytes: bytes }).memoryBytes)
    } catch (error) {
      if (codeOf(error) !== 'EBUSY') throw error
      this.#pending = bytes
    }
  }

  async retry(): Promise<void> {
    const pending = this.#pending
    if (pending === undefined) return
    // The sandbox may be ending, and its group gone.
    await this.set(pending).catch(() => undefined)
  }
}

async function writeMemory(group: string, bytes: number): Promise<void> {
  const limitsSwap = (await readGroupFile(group, 'memory.memsw.limit_in_bytes')) !== undefined
  if (limitsSwap) await writeGroupFile(group, 'memory.memsw.limit_in_bytes', -1)
  await writeGroupFile(group, 'memory.limit_in_bytes', bytes)
  if (limitsSwap) await writeGroupFile(group, 'memory.memsw.limit_in_bytes', bytes)
}

async function usageOf(outer: Groups, inner: Groups, family: readonly ProcessEntry[]): Promise<Usage> {
  const [used, stat, pids, nanoseconds, outerKills, innerKills] = await Promise.all([
    readGroupFile(outer.memory, 'memory.usage_in_bytes'),
    readGroupFile(outer.memory, 'memory.stat'),
    readGroupFile(outer.pids, 'pids.current'),
    outer.cpuacct === undefined ? undefined : readGroupFile(outer.cpuacct, 'cpuacct.usage'),
    readGroupFile(outer.memory, 'memory.oom_control'),
    readGroupFile(inner.memory, 'memory.oom_control'),
  ])
  return {
    memoryBytes: Math.max(0, Number(used ?? 0) - figureIn(stat, 'total_inactive_file')),
    processes: Number(pids ?? 0),
    cpuMs: nanoseconds === undefined ? sumOf(family).cpuMs : Math.round(Number(nanoseconds) / 1e6),
    outOfMemoryKills: figureIn(outerKills, 'oom_kill') + figureIn(innerKills, 'oom_kill'),
  }
}

function foldersOf(groups: Groups): readonly string[] {
  const { memory, cpu, pids, cpuacct } = groups
  return [...new Set([memory, cpu, pids, ...(cpuacct === undefined ? [] : [cpuacct])])]
}

function within(groups: Groups, name: string): Groups {
  const { memory, cpu, pids, cpuacct } = groups
  return {
    memory: join(memory, name),
    cpu: join(cpu, name),
    pids: join(pids, name),
    cpuacct: cpuacct === undefined ? undefined : join(cpuacct, name),
  }
}

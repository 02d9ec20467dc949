import { writeFile } from 'node:fs/promises'
import { availableParallelism, release } from 'node:os'
import { join } from 'node:path'
import type { ProcessEntry } from '../host/process-table.ts'
import type { Limiter, Placement, Usage } from './limiter.ts'
import type { SandboxLimits } from './limits.ts'
import { replaceFile } from './replace-file.ts'

/** What the supervisor lets each program set for itself before it begins (`program.json`). */
export interface ProgramSettings {
  /** RLIMIT_DATA. Never RLIMIT_AS: programs that reserve addresses without using them (Go, Node, sanitizers) would fail. */
  readonly dataBytes?: number
  /** RLIMIT_NPROC. */
  readonly processes?: number
  /** Numbers of the processors it may run on. */
  readonly processors?: readonly number[]
}

/**
 * For computers where nothing better works: each program is limited for itself, and many of them together are not. New
 * limits hold for programs that start after them.
 */
export class PerProcessLimiter implements Limiter {
  readonly kind = 'per-process'
  #next = 0

  async place(_id: string, limits: SandboxLimits, settings: string): Promise<Placement> {
    const file = join(settings, 'program.json')
    // Sandboxes begin at different processors: on a computer with many they do not share the first ones.
    const first = this.#next
    this.#next += Math.ceil(limits.cpus)
    const write = (present: SandboxLimits) => replaceFile(file, JSON.stringify(settingsFor(present, first)))
    await writeFile(file, JSON.stringify(settingsFor(limits, first)))
    return {
      prefix: [],
      joins: [],
      joinCount: 0,
      started: async () => undefined,
      setLimits: write,
      usage: async (family) => sumOf(family),
      remove: async () => undefined,
    }
  }

  async close(): Promise<void> {}
}

/** @param first the processor to begin with, counted on and round. */
export function settingsFor(
  limits: SandboxLimits,
  first: number,
  computer: { readonly processors: number; readonly kernel: string } = {
    processors: availableParallelism(),
    kernel: release(),
  },
): ProgramSettings {
  const { processors, kernel } = computer
  const wanted = Math.ceil(limits.cpus)
  return {
    dataBytes: limits.memoryBytes,
    ...(countsPerNamespace(kernel) ? { processes: limits.processes } : {}),
    ...(wanted < processors
      ? { processors: Array.from({ length: wanted }, (_, number) => (first + number) % processors) }
      : {}),
  }
}

/**
 * Before Linux 5.14 RLIMIT_NPROC counts all processes of the user on the whole computer: a sandbox could start nothing
 * because of what runs on the desktop.
 */
function countsPerNamespace(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map(Number)
  return major > 5 || (major === 5 && minor >= 14)
}

/** @returns shared memory is counted in every process that has it. */
export function sumOf(family: readonly ProcessEntry[]): Usage {
  const sum = (of: (entry: ProcessEntry) => number) => family.reduce((total, entry) => total + of(entry), 0)
  return {
    memoryBytes: sum((entry) => entry.residentBytes),
    processes: sum((entry) => entry.threads),
    cpuMs: sum((entry) => entry.cpuMs),
    outOfMemoryKills: 0,
  }
}

import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'

/** One process of this computer, as `/proc/PID/stat` describes it. */
export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  readonly threads: number
  /** Processor time of its own and of the children it has waited for. */
  readonly cpuMs: number
  /** In memory now; what it shares with others is counted in each of them. */
  readonly residentBytes: number
  /** Together with the pid it names one process for ever. */
  readonly startTicks: number
  /** It has ended, and its parent has not looked. */
  readonly isZombie: boolean
}

/** Linux fixes both for every machine that Node and Python run on, but for the page on some ARM kernels. */
const ticksPerSecond = 100
const pageBytes = 4096

/** At once: there may be more processes than a program may have files open. */
const mostOpenFiles = 64

/** @returns undefined for a text that is none. */
export function parseStat(text: string): ProcessEntry | undefined {
  // The name stands in parentheses and may hold anything, parentheses and spaces too.
  const afterName = text.lastIndexOf(') ')
  const pid = Number.parseInt(text, 10)
  const fields = text.slice(afterName + 2).split(' ')
  if (afterName < 0 || !Number.isInteger(pid) || fields.length < 22) return undefined
  const at = (number: number) => Number(fields[number - 3])
  const ticks = at(14) + at(15) + at(16) + at(17)
  return {
    pid,
    parent: at(4),
    threads: at(20),
    cpuMs: Math.round((ticks * 1000) / ticksPerSecond),
    residentBytes: Math.max(0, at(24)) * pageBytes,
    startTicks: at(22),
    isZombie: fields[0] === 'Z',
  }
}

/** Every process that can be seen. Not a moment's picture: what begins or ends meanwhile may be missing. */
export async function readProcesses(): Promise<readonly ProcessEntry[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const entries: ProcessEntry[] = []
  for (let start = 0; start < names.length; start += mostOpenFiles) {
    const texts = names
      .slice(start, start + mostOpenFiles)
      // It has ended meanwhile.
      .map((pid) => readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''))
    for (const text of await Promise.all(texts)) {
      const entry = parseStat(text)
      if (entry !== undefined) entries.push(entry)
    }
  }
  return entries
}

/** Undefined when it has ended. */
export function readProcess(pid: number): ProcessEntry | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return undefined
  }
}

/**
 * A process and all that descend from it. In a sandbox nobody escapes it: who loses the parent gets the supervisor.
 */
export function familyOf(first: number, all: readonly ProcessEntry[]): readonly ProcessEntry[] {
  const children = new Map<number, ProcessEntry[]>()
  for (const entry of all) {
    const siblings = children.get(entry.parent)
    if (siblings === undefined) children.set(entry.parent, [entry])
    else siblings.push(entry)
  }
  const family = all.filter((entry) => entry.pid === first)
  for (const member of family) family.push(...(children.get(member.pid) ?? []))
  return family
}

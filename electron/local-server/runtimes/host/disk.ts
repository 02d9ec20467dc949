import { stat } from 'node:fs/promises'
import type { ReadAll } from './disk-usage.ts'
import { diskUsage } from './disk-usage.ts'
import type { OpenFile } from './open-files.ts'
import { openFilesOf } from './open-files.ts'
import type { ProcessEntry } from './process-table.ts'
import { readProcess } from './process-table.ts'

/** What a sandbox holds on this computer's disk, and who in it adds to that. */
export interface DiskState {
  readonly bytes: number
  /** Processes that have a file open for writing. */
  readonly writers: readonly ProcessEntry[]
}

/**
 * Measures what a sandbox holds: what its folders hold, and what has lost its name but is still open.
 *
 * @param programs the processes of the sandbox but the supervisor
 */
export async function measureDisk(
  folders: readonly string[],
  programs: readonly ProcessEntry[],
  readAll: ReadAll,
): Promise<DiskState> {
  const [bytes, disks] = await Promise.all([diskUsage(folders, readAll), devicesOf(folders)])
  const nameless = new Map<string, number>()
  const writers: ProcessEntry[] = []
  for (const program of programs) {
    const files: readonly OpenFile[] = await openFilesOf(program.pid, disks)
    if (files.some((file) => file.isWritable)) writers.push(program)
    for (const file of files) if (file.isNameless) nameless.set(file.identity, file.bytes)
  }
  return { bytes: [...nameless.values()].reduce((sum, size) => sum + size, bytes), writers }
}

/** Ends processes, if they still are those. @returns how many. */
export function endProcesses(processes: readonly ProcessEntry[]): number {
  let ended = 0
  for (const { pid, startTicks } of processes) {
    const present = readProcess(pid)
    if (present === undefined || present.isZombie || present.startTicks !== startTicks) continue
    try {
      process.kill(pid, 'SIGKILL')
      ended += 1
    } catch {
      // It ended by itself.
    }
  }
  return ended
}

async function devicesOf(folders: readonly string[]): Promise<ReadonlySet<number>> {
  return new Set((await Promise.all(folders.map((folder) => stat(folder)))).map(({ dev }) => dev))
}

/** For a person, in the unit that a limit is given in. */
export function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(bytes < 10 * 1024 ** 3 ? 2 : 1)} GiB`
}

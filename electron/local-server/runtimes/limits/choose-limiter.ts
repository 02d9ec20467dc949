import { createHash } from 'node:crypto'
import { groupMark } from './cgroup-folder.ts'
import type { Hierarchies } from './cgroup-hierarchies.ts'
import { hierarchiesHere } from './cgroup-hierarchies.ts'
import { CgroupV1Limiter } from './cgroup-v1.ts'
import { CgroupV2Limiter } from './cgroup-v2.ts'
import { noteGroups, removeLeftOvers } from './left-overs.ts'
import type { Limiter } from './limiter.ts'
import { PerProcessLimiter } from './per-process.ts'

/** What was done with the best limiter that works here. */
export interface Limited<Result> {
  readonly result: Result
  /** Why it is not a better kind, for a person; undefined for the best. */
  readonly note: string | undefined
}

/** A limiter whose groups have to be found again after a kill. */
interface GroupLimiter extends Limiter {
  readonly folders: readonly string[]
}

/**
 * Tries each kind, the best first, until one does what it is for.
 *
 * @param folder of the server: left-overs of an earlier start on it are removed first.
 * @param use with a real sandbox: what a kind promises shows only then.
 * @throws whatever `use` throws with the last kind, which needs nothing of the computer.
 */
export async function withBestLimiter<Result>(
  folder: string,
  use: (limiter: Limiter) => Promise<Result>,
  hierarchies: Hierarchies = hierarchiesHere(),
): Promise<Limited<Result>> {
  await removeLeftOvers(folder)
  // One server works on a folder, and many may work on a computer.
  const name = `${groupMark}${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`
  const kinds: readonly { readonly what: string; readonly open: () => Promise<GroupLimiter> }[] = [
    { what: 'cgroup v2', open: () => openV2(hierarchies, name) },
    { what: 'cgroup v1', open: () => CgroupV1Limiter.open(hierarchies.v1, name) },
  ]
  const reasons: string[] = []
  const note = () => (reasons.length === 0 ? undefined : reasons.join(' '))
  for (const { what, open } of kinds) {
    try {
      const limiter = await open()
      await noteGroups(folder, limiter.folders)
      try {
        return { result: await use(limiter), note: note() }
      } catch (error) {
        await limiter.close()
        throw error
      }
    } catch (error) {
      reasons.push(`No ${what}: ${error instanceof Error ? error.message : String(error)}.`)
    }
  }
  return { result: await use(new PerProcessLimiter()), note: note() }
}

async function openV2({ v2 }: Hierarchies, name: string): Promise<CgroupV2Limiter> {
  if (v2 === undefined) throw new Error('it is not mounted')
  return CgroupV2Limiter.open(v2, name)
}

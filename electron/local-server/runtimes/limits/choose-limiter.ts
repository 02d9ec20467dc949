import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { findProgram } from '../bubblewrap/interpreters.ts'
import { groupMark } from './cgroup-folder.ts'
import type { Hierarchies } from './cgroup-hierarchies.ts'
import { hierarchiesHere } from './cgroup-hierarchies.ts'
import { CgroupV1Limiter } from './cgroup-v1.ts'
import { CgroupV2Limiter } from './cgroup-v2.ts'
import { noteGroups, removeLeftOvers } from './left-overs.ts'
import type { Limiter } from './limiter.ts'
import { PerProcessLimiter } from './per-process.ts'
import type { Systemd } from './systemd-scope.ts'
import { SystemdScopeLimiter, systemdHere } from './systemd-scope.ts'

/** What was done with the best limiter that works here. */
export interface Limited<Result> {
  readonly result: Result
  /** Why it is not a better kind, for a person; undefined for the best. */
  readonly note: string | undefined
}

/** What there is to try. */
export interface Computer {
  readonly hierarchies: Hierarchies
  readonly systemd: Systemd | undefined
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
  { hierarchies, systemd }: Computer = thisComputer(),
): Promise<Limited<Result>> {
  await removeLeftOvers(folder)
  // One server works on a folder, and many may work on a computer.
  const name = `${groupMark}${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`
  const kinds: readonly { readonly what: string; readonly open: () => Promise<GroupLimiter> }[] = [
    { what: 'cgroup v2 by systemd', open: async () => openScopes(hierarchies, systemd, name) },
    { what: 'cgroup v2', open: () => openV2(hierarchies, name) },
    { what: 'cgroup v1', open: () => CgroupV1Limiter.open(hierarchies.v1, name) },
  ]
  const reasons: string[] = []
  for (const { what, open } of kinds) {
    try {
      const limiter = await open()
      await noteGroups(folder, limiter.folders)
      try {
        const note = limiter.kind === 'cgroup-v2' ? undefined : reasons.join(' ')
        return { result: await use(limiter), note }
      } catch (error) {
        await limiter.close()
        throw error
      }
    } catch (error) {
      reasons.push(`No ${what}: ${error instanceof Error ? error.message : String(error)}.`)
    }
  }
  return { result: await use(new PerProcessLimiter()), note: reasons.join(' ') }
}

function openScopes({ v2Tree }: Hierarchies, systemd: Systemd | undefined, name: string): SystemdScopeLimiter {
  if (systemd === undefined) throw new Error('it does not run here')
  if (v2Tree === undefined) throw new Error('there is no whole tree of it')
  return new SystemdScopeLimiter(systemd, v2Tree, name)
}

function thisComputer(): Computer {
  const systemd = systemdHere({
    isBooted: existsSync('/run/systemd/system'),
    program: findProgram('systemd-run'),
    uid: process.getuid?.() ?? 0,
    runtimeFolder: process.env.XDG_RUNTIME_DIR,
  })
  return { hierarchies: hierarchiesHere(), systemd }
}

async function openV2({ v2 }: Hierarchies, name: string): Promise<CgroupV2Limiter> {
  if (v2 === undefined) throw new Error('it is not mounted')
  return CgroupV2Limiter.open(v2, name)
}

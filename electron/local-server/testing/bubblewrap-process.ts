import { readdirSync, readFileSync } from 'node:fs'

/** The process of the bubblewrap that a sandbox runs in, as this computer numbers it. */
export function bubblewrapOf(sandboxId: string): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const found = pids.find((pid) => readOrNothing(`/proc/${pid}/cmdline`).includes(`--hostname\0${sandboxId}\0`))
  if (found === undefined) throw new Error('No bubblewrap of this sandbox runs')
  return Number(found)
}

/** The user whose rights it has on this computer. */
export function uidOnTheHost(sandboxId: string): number {
  const uids = /^Uid:\s+(\d+)\s+(\d+)/m.exec(readOrNothing(`/proc/${bubblewrapOf(sandboxId)}/status`))
  return Math.min(Number(uids?.[1]), Number(uids?.[2]))
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It ended meanwhile.
    return ''
  }
}

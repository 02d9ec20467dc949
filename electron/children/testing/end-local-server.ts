import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The process of the local server that has this data folder; undefined when none says so. */
export async function localServerPid(dataFolder: string): Promise<number | undefined> {
  try {
    const text = await readFile(path.join(dataFolder, 'local-server', 'holder.json'), 'utf8')
    const { pid } = JSON.parse(text) as { readonly pid: number }
    return isAlive(pid) ? pid : undefined
  } catch {
    return undefined
  }
}

/** Ends the server that a test has started and left, as it outlives whoever started it. */
export async function endLocalServer(dataFolder: string): Promise<void> {
  const pid = await localServerPid(dataFolder)
  if (pid === undefined) return
  process.kill(pid, 'SIGTERM')
  while (isAlive(pid)) await sleep(20)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

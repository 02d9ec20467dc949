import { lstat, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeTree } from '../runtimes/folders/remove-tree.ts'
import { removeLeftOvers } from '../runtimes/limits/left-overs.ts'

const mark = 'cloud-sandbox-plain-'

/** A folder for the runtime of this process. What killed processes left in theirs, and of theirs, is removed. */
export async function temporaryFolder(): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${mark}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await removeLeft(join(tmpdir(), name))
  }
  return await mkdtemp(join(tmpdir(), `${mark}${process.pid}-`))
}

async function removeLeft(folder: string): Promise<void> {
  try {
    const info = await lstat(folder)
    // Anybody may make a folder of this name here, and write into it what he wants removed.
    if (!info.isDirectory() || info.uid !== process.getuid?.()) return
    await removeLeftOvers(join(folder, 'runtime'))
    await removeTree(folder)
  } catch {
    // Another start is faster, or it cannot be removed: it harms nobody.
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

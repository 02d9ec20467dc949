import { readdir, rm, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { StorageUsage } from '../../../shared/domain/storage.ts'
import { told } from './content/file-errors.ts'
import { sizeOf } from './content/look.ts'

const isFromBeforeUpdate = (name: string) => /\.before-\d+$/.test(name)
/** Copies that can be given up: from before an update, what was moved aside, and what a kill left of making one. */
const isCopy = (name: string) =>
  isFromBeforeUpdate(name) || name.startsWith('broken-') || /\.(unfinished|reading)$/.test(name)
/** The copy of the day belongs to its database: it is what saves it, and is never given up. */
const isDatabase = (name: string) => /\.sqlite(-wal|-shm|-journal|\.copy)?$/.test(name)

/** How long a copy from before an update is kept: who goes back to an older version does it soon. */
const copyDays = 30
const dayMs = 24 * 60 * 60 * 1000

/** What the folder of a store holds beside content, in bytes. */
export async function folderUsage(folder: string): Promise<Pick<StorageUsage, 'records' | 'copies' | 'diskFree'>> {
  return await told(async () => {
    const { bavail, bsize } = await statfs(folder)
    const usage = { records: 0, copies: 0, diskFree: bavail * bsize }
    for (const name of await readdir(folder)) {
      if (isDatabase(name)) usage.records += (await sizeOf(path.join(folder, name))) ?? 0
      if (isCopy(name)) usage.copies += await sizeOfAll(path.join(folder, name))
    }
    return usage
  })
}

/** Deletes the copies. How many bytes became free. */
export async function removeCopies(folder: string): Promise<number> {
  return await told(async () => {
    let freed = 0
    for (const name of (await readdir(folder)).filter(isCopy)) {
      freed += await sizeOfAll(path.join(folder, name))
      await rm(path.join(folder, name), { recursive: true, force: true })
    }
    return freed
  })
}

/**
 * Deletes copies from before an update that are older than 30 days, and with them what was deleted since. What was moved
 * aside because it was damaged may be all that there is of something: only a person gives that up.
 * @param now ms, our clock
 */
export async function removeOldCopies(folder: string, now: number): Promise<void> {
  await told(async () => {
    for (const name of (await readdir(folder)).filter(isFromBeforeUpdate)) {
      const file = path.join(folder, name)
      if ((await stat(file)).mtimeMs < now - copyDays * dayMs) await rm(file, { force: true })
    }
  })
}

/** Bytes of a file, or of all that is in a folder. */
async function sizeOfAll(file: string): Promise<number> {
  const inside = await readdir(file).catch(() => undefined)
  if (!inside) return (await sizeOf(file)) ?? 0
  let sum = 0
  for (const name of inside) sum += (await sizeOf(path.join(file, name))) ?? 0
  return sum
}

import { readdir, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { StorageUsage } from '../../../shared/domain/storage.ts'
import { told } from './content/file-errors.ts'
import { sizeOf } from './content/look.ts'

/** Names in the store's folder that are copies: from before an update, and what was moved aside. */
const isCopy = (name: string) => /\.before-\d+$/.test(name) || name.startsWith('broken-')
const isDatabase = (name: string) => /\.sqlite(-wal|-shm|-journal)?$/.test(name)

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

/** Bytes of a file, or of all that is in a folder. */
async function sizeOfAll(file: string): Promise<number> {
  const inside = await readdir(file).catch(() => undefined)
  if (!inside) return (await sizeOf(file)) ?? 0
  let sum = 0
  for (const name of inside) sum += (await sizeOf(path.join(file, name))) ?? 0
  return sum
}

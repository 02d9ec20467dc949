import { mkdir, open } from 'node:fs/promises'
import path from 'node:path'

/**
 * Writes the names in a folder to the disk: a new file is on it only when its name is. Windows has no such call, and
 * keeps names with its files.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a folder, and those above it, on the disk; those that are there are left as they are. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  // Each new one is a name in the one above it, up to the one that was there.
  for (let made = folder; ; made = path.dirname(made)) {
    await syncFolder(path.dirname(made))
    if (made === first) return
  }
}

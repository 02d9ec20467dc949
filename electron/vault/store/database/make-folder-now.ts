import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'

/** Makes a folder, and those above it, on the disk: SQLite syncs the names in its folder, not the folder's own. */
export function makeFolderNow(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Windows has no such call, and keeps names with its files.
  if (first === undefined || process.platform === 'win32') return
  for (let made = folder; ; made = path.dirname(made)) {
    const above = openSync(path.dirname(made), 'r')
    fsyncSync(above)
    closeSync(above)
    if (made === first) return
  }
}

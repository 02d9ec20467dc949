import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'

/** A log file larger than this is put aside, bytes. One older file is kept. */
const maxBytes = 5 * 1024 * 1024

export interface LogFile {
  /** Adds one line. It is in the hands of the system when this returns, so a crash right after loses nothing. */
  write(line: string): void
  close(): void
}

/**
 * Opens `<dataFolder>/logs/<name>.log` for adding, readable by this user alone. A log that cannot be written is no reason
 * to stop: its lines are dropped then.
 */
export function openLogFile(dataFolder: string, name: string): LogFile {
  const file = path.join(dataFolder, 'logs', `${name}.log`)
  let open: { descriptor: number; bytes: number } | undefined
  const reopen = () => {
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= maxBytes) renameSync(file, `${file}.old`)
      const descriptor = openSync(file, 'a', 0o600)
      open = { descriptor, bytes: statSync(file).size }
    } catch {
      open = undefined
    }
  }
  reopen()
  return {
    write(line) {
      if (open === undefined) return
      try {
        open.bytes += writeSync(open.descriptor, `${line}\n`)
        if (open.bytes < maxBytes) return
        closeSync(open.descriptor)
        reopen()
      } catch {
        // A full disk: the store says so where it matters.
      }
    },
    close() {
      if (open !== undefined) closeSync(open.descriptor)
      open = undefined
    },
  }
}

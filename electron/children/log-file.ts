import { Buffer } from 'node:buffer'
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'

/** A log that would grow beyond this is put aside, bytes. One older file is kept, so that a log takes 10 MB in all. */
const maxBytes = 5 * 1024 * 1024

export interface LogFile {
  /** Adds this. It is in the hands of the system when this returns, so a crash right after loses nothing. */
  write(text: string | Uint8Array): void
  close(): void
}

/** Where the log of this name lies. */
export function logPath(dataFolder: string, name: string): string {
  return path.join(dataFolder, 'logs', `${name}.log`)
}

/**
 * Opens `<dataFolder>/logs/<name>.log` for adding, readable by this user alone. A full one becomes `<name>.old.log`, also
 * while it is written. A log that cannot be written is no reason to stop: what comes is dropped until it can be again.
 */
export function openLogFile(dataFolder: string, name: string): LogFile {
  const file = logPath(dataFolder, name)
  let open: { readonly descriptor: number; bytes: number } | undefined
  let closed = false
  function reopen(): void {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    const descriptor = openSync(file, 'a', 0o600)
    open = { descriptor, bytes: fstatSync(descriptor).size }
  }
  function putAside(): void {
    shut()
    renameSync(file, logPath(dataFolder, `${name}.old`))
    reopen()
  }
  function shut(): void {
    const present = open
    open = undefined
    if (present !== undefined) closeSync(present.descriptor)
  }
  function write(text: string | Uint8Array): void {
    const bytes = Buffer.from(text).subarray(0, maxBytes)
    if (open === undefined) reopen()
    if (open !== undefined && open.bytes + bytes.byteLength > maxBytes) putAside()
    if (open !== undefined) open.bytes += writeSync(open.descriptor, bytes)
  }
  return {
    write(text) {
      if (closed) return
      try {
        write(text)
      } catch {
        // A full disk: the store says so where it matters.
      }
    },
    close() {
      closed = true
      shut()
    },
  }
}

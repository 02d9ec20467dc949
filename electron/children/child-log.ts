import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Readable } from 'node:stream'

/** A log larger than this is put aside at the next start, and no start adds more than this (bytes). */
const maxLogBytes = 5 * 1024 * 1024

/**
 * Writes what a child says on stderr to `DIR/logs/<name>.log`, which is begun anew when it has grown large (the one
 * before is kept as `<name>.old.log`). Above the cap the rest is read and dropped, so that the child never waits.
 */
export function logChild(dataFolder: string, name: string, stderr: Readable): void {
  const folder = path.join(dataFolder, 'logs')
  const file = path.join(folder, `${name}.log`)
  let left = maxLogBytes
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    rotate(file)
    left -= statSync(file, { throwIfNoEntry: false })?.size ?? 0
  } catch {
    // Without a log the application still works.
    stderr.resume()
    return
  }
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 })
  stream.on('error', () => {
    left = 0
  })
  stderr.on('data', (chunk: Buffer) => {
    if (left <= 0) return
    stream.write(chunk.subarray(0, left))
    left -= chunk.byteLength
  })
  stderr.on('error', () => {})
  stderr.on('close', () => stream.end())
}

function rotate(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > maxLogBytes / 2) renameSync(file, file.replace(/\.log$/, '.old.log'))
}

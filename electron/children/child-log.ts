import type { WriteStream } from 'node:fs'
import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

/** A log larger than this is put aside at the next start, and no start adds more than this (bytes). */
const maxLogBytes = 5 * 1024 * 1024

/**
 * Writes what a child says on stderr to `DIR/logs/<name>.log`, which is begun anew when it has grown large (the one
 * before is kept as `<name>.old.log`). Above the cap the rest is read and dropped, so that the child never waits; the
 * same where nothing can be written. Resolves when stderr has ended and all is written; never rejects.
 */
export async function logChild(dataFolder: string, name: string, stderr: Readable): Promise<void> {
  let left = 0
  const file = openLog(dataFolder, name)
  if (file) left = maxLogBytes - file.size
  file?.stream.on('error', () => {
    left = 0
  })
  try {
    for await (const chunk of stderr as AsyncIterable<Buffer>) {
      if (left > 0) file?.stream.write(chunk.subarray(0, left))
      left -= chunk.byteLength
    }
  } catch {
    // The pipe broke: the child has gone.
  }
  // Also when it broke before: then there is nothing to wait for.
  if (file) await finished(file.stream.end()).catch(() => {})
}

/** Undefined where no log can be written: the application works without. */
function openLog(
  dataFolder: string,
  name: string,
): { readonly stream: WriteStream; readonly size: number } | undefined {
  const folder = path.join(dataFolder, 'logs')
  const file = path.join(folder, `${name}.log`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (sizeOf(file) > maxLogBytes / 2) renameSync(file, path.join(folder, `${name}.old.log`))
    return { stream: createWriteStream(file, { flags: 'a', mode: 0o600 }), size: sizeOf(file) }
  } catch {
    return undefined
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

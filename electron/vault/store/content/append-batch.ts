import type { FileHandle } from 'node:fs/promises'
import { fail } from '../../../../shared/domain/errors.ts'
import { fileError } from './file-errors.ts'

/** Bytes that wait at which they are written without waiting for more. */
const maxWaitingBytes = 1024 * 1024
/** How long the first of a batch waits for others (ms): one flush to the disk serves all that a program prints meanwhile. */
const maxWaitMs = 20

interface Waiting {
  readonly parts: readonly Uint8Array[]
  resolve(): void
  reject(error: unknown): void
}

/** A file that only grows. What was not acknowledged is not in it, also after a write that failed half way. */
export class AppendFile {
  readonly handle: FileHandle
  /** Bytes that are on the disk. */
  length: number
  readonly waiting: Waiting[] = []
  /** Why no more can be appended by this object: the file has to be opened anew. */
  broken: unknown
  /** Behind `length` lies what a crash left of a write; it is cut off before the next one. */
  hasTail: boolean

  constructor(handle: FileHandle, length: number, hasTail: boolean) {
    this.handle = handle
    this.length = length
    this.hasTail = hasTail
  }
}

/**
 * Appends to many files, with one flush to the disk of each for all that came in up to 20 ms, or 1 MiB. A promise
 * resolves when its bytes are on the disk. While the disk works, the next batch gathers.
 */
export class AppendBatch {
  #dirty = new Set<AppendFile>()
  #bytes = 0
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> | undefined

  /**
   * Appends these parts, one after the other. They must not change until that is done. Rejects with `unavailable` when
   * the disk is full or fails; then all later ones of this file reject as well.
   */
  append(file: AppendFile, ...parts: readonly Uint8Array[]): Promise<void> {
    return new Promise((resolve, reject) => {
      if (file.broken !== undefined) return reject(file.broken)
      file.waiting.push({ parts, resolve, reject })
      this.#dirty.add(file)
      for (const { byteLength } of parts) this.#bytes += byteLength
      if (this.#bytes >= maxWaitingBytes) this.#begin()
      else this.#timer ??= setTimeout(() => this.#begin(), maxWaitMs)
    })
  }

  /** Resolves when all that was asked for before is on the disk, or was refused. */
  async flush(): Promise<void> {
    this.#begin()
    while (this.#flushing) await this.#flushing
  }

  #begin(): void {
    if (this.#flushing) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#dirty.size === 0) return
    const files = this.#dirty
    this.#dirty = new Set()
    this.#bytes = 0
    this.#flushing = Promise.all([...files].map(write)).then(() => {
      this.#flushing = undefined
      // What came meanwhile has waited for at least as long as the disk took.
      this.#begin()
    })
  }
}

/** Never rejects: those who wait are told. */
async function write(file: AppendFile): Promise<void> {
  const batch = file.waiting.splice(0)
  // Those that waited were refused with the batch before.
  if (batch.length === 0) return
  try {
    if (file.hasTail) await file.handle.truncate(file.length)
    file.hasTail = false
    const length = await writeAll(
      file.handle,
      batch.flatMap(({ parts }) => parts),
      file.length,
    )
    await file.handle.datasync()
    file.length += length
    for (const { resolve } of batch) resolve()
  } catch (cause) {
    const error = fileError(cause)
    file.broken = error
    // Half a batch is none. Where this fails too, the next opening cuts it off.
    await file.handle.truncate(file.length).catch(() => undefined)
    for (const { reject } of [...batch, ...file.waiting.splice(0)]) reject(error)
  }
}

/** Parts that one call of the system takes. */
const maxParts = 1000

/** How many bytes that were. One call may write less than it was given, such as the last that fits on the disk. */
async function writeAll(handle: FileHandle, parts: Uint8Array[], position: number): Promise<number> {
  let done = 0
  for (let index = 0; index < parts.length; ) {
    const { bytesWritten } = await handle.writev(parts.slice(index, index + maxParts), position + done)
    const empty = parts.slice(index).every(({ byteLength }) => byteLength === 0)
    if (bytesWritten === 0 && !empty)
      throw fail('unavailable', 'The disk of this computer took no more bytes. Make room on it.', {
        reason: 'store-full',
      })
    done += bytesWritten
    let left = bytesWritten
    for (let part = parts[index]; part && left >= part.byteLength; part = parts[index]) {
      left -= part.byteLength
      index += 1
    }
    const cut = parts[index]
    if (cut && left > 0) parts[index] = cut.subarray(left)
  }
  return done
}

import type { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { mkdir, open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { RequestError } from '../../errors.ts'
import type { FileContent } from '../../sandboxes/files.ts'

/** Of each upload so much stays in memory; the rest goes to a file. */
const inMemoryBytes = 256 * 1024
const pieceBytes = 1024 * 1024
const gibibyte = 1024 ** 3
/** Stays free on the disk, for the sessions and for all else on this computer. */
const reserveBytes = gibibyte
/** Of all uploads together between two looks at the disk. */
const unseenBytes = 16 * 1024 * 1024

/** What uploads may hold of the disk together, in bytes. */
const uploadLimits = { all: 16 * gibibyte, withoutTarget: gibibyte }

/** Uploads that may hold so many bytes of the disk together. */
interface Bound {
  readonly most: number
  held: number
}

/** An upload that is coming in. */
export interface Filling {
  /** @throws RequestError 503 when uploads hold too much of the disk, 507 when the disk has too little room. */
  write(piece: Buffer): Promise<void>
  /** To be called once it is known to go to a sandbox of who sends it: others together may hold little. */
  hasTarget(): void
}

/** Content on its way into sandboxes: small ones in memory, large ones on the disk, none for longer than their request. */
export class Uploads {
  readonly #folder: string
  readonly #free: () => Promise<number>
  readonly #all: Bound
  readonly #withoutTarget: Bound
  /** At first nothing is known of the disk. */
  #unseen = unseenBytes

  private constructor(folder: string, free: () => Promise<number>, limits: typeof uploadLimits) {
    this.#folder = folder
    this.#free = free
    this.#all = { most: limits.all, held: 0 }
    this.#withoutTarget = { most: limits.withoutTarget, held: 0 }
  }

  /**
   * @param folder for nobody else; what a killed server left in it is removed
   * @param free bytes that its disk has left
   */
  static async in(folder: string, free = () => freeBytes(folder), limits = uploadLimits): Promise<Uploads> {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { mode: 0o700 })
    return new Uploads(folder, free, limits)
  }

  /**
   * Collects an upload, hands it over, and removes it.
   *
   * @param fill writes the content
   * @param use gets it when it is whole
   */
  async collect<Filled, Used>(
    fill: (upload: Filling) => Promise<Filled>,
    use: (upload: FileContent, filled: Filled) => Promise<Used>,
  ): Promise<Used> {
    const bounds = new Set([this.#all, this.#withoutTarget])
    const upload = new KeptUpload(join(this.#folder, randomUUID()), bounds, (bytes) => this.#look(bytes))
    try {
      const filled = await fill({
        write: (piece) => upload.write(piece),
        hasTarget: () => upload.leave(this.#withoutTarget),
      })
      return await use(upload, filled)
    } finally {
      await upload.remove()
    }
  }

  async #look(bytes: number): Promise<void> {
    this.#unseen += bytes
    if (this.#unseen < unseenBytes) return
    // The sandboxes will take as much again before the files here go.
    if ((await this.#free()) < reserveBytes + this.#all.held) {
      const words = 'The disk of this computer has no room for a file of this size. Make room on it.'
      throw new RequestError(507, words, 'disk_full')
    }
    // Not after a refusal: until there is room again, each one looks.
    this.#unseen = 0
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

class KeptUpload implements FileContent {
  readonly #path: string
  readonly #bounds: Set<Bound>
  readonly #look: (bytes: number) => Promise<void>
  #memory: Buffer[] = []
  #file: FileHandle | undefined
  #fileBytes = 0
  #size = 0

  /** @param look at the disk, before so many bytes go to it */
  constructor(path: string, bounds: Set<Bound>, look: (bytes: number) => Promise<void>) {
    this.#path = path
    this.#bounds = bounds
    this.#look = look
  }

  get size(): number {
    return this.#size
  }

  async write(piece: Buffer): Promise<void> {
    this.#size += piece.length
    if (this.#file === undefined && this.#size <= inMemoryBytes) {
      this.#memory.push(piece)
      return
    }
    if (this.#file === undefined) {
      this.#file = await open(this.#path, 'wx+', 0o600)
      for (const early of this.#memory.splice(0)) await this.#toDisk(this.#file, early)
    }
    await this.#toDisk(this.#file, piece)
  }

  async *pieces(): AsyncIterable<Uint8Array> {
    yield* this.#memory
    if (this.#file !== undefined)
      yield* this.#file.createReadStream({ start: 0, autoClose: false, highWaterMark: pieceBytes })
  }

  /** No longer counts there. */
  leave(bound: Bound): void {
    if (this.#bounds.delete(bound)) bound.held -= this.#fileBytes
  }

  async remove(): Promise<void> {
    try {
      await this.#file?.close()
      if (this.#file !== undefined) await rm(this.#path, { force: true })
    } finally {
      for (const bound of [...this.#bounds]) this.leave(bound)
    }
  }

  async #toDisk(file: FileHandle, piece: Buffer): Promise<void> {
    for (const { most, held } of this.#bounds) {
      if (held + piece.length > most) {
        throw new RequestError(503, 'the server is busy with large files; try again', 'busy')
      }
    }
    for (const bound of this.#bounds) bound.held += piece.length
    this.#fileBytes += piece.length
    await this.#look(piece.length)
    for (let done = 0; done < piece.length; ) {
      const { bytesWritten } = await file.write(piece, done)
      done += bytesWritten
    }
  }
}

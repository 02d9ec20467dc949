import type { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RequestError } from '../../errors.ts'
import type { FileContent } from '../../sandboxes/files.ts'

/** Of each upload so much stays in memory; the rest goes to a file. */
const inMemoryBytes = 256 * 1024
const pieceBytes = 1024 * 1024
/** Of all uploads together on the disk. */
const mostOnDisk = 16 * 1024 ** 3

/** Content on its way into sandboxes: small ones in memory, large ones on the disk, none for longer than their request. */
export class Uploads {
  readonly #folder: string
  #onDisk = 0

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** @param folder for nobody else; what a killed server left in it is removed */
  static async in(folder: string): Promise<Uploads> {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { mode: 0o700 })
    return new Uploads(folder)
  }

  /**
   * Collects an upload, hands it over, and removes it.
   *
   * @param fill writes the content
   * @param use gets it when it is whole
   * @throws RequestError 503 when uploads on their way take too much of the disk.
   */
  async collect<Filled, Used>(
    fill: (write: (piece: Buffer) => Promise<void>) => Promise<Filled>,
    use: (upload: FileContent, filled: Filled) => Promise<Used>,
  ): Promise<Used> {
    const upload = new KeptUpload(join(this.#folder, randomUUID()), (bytes) => this.#count(bytes))
    try {
      const filled = await fill((piece) => upload.write(piece))
      return await use(upload, filled)
    } finally {
      this.#onDisk -= await upload.remove()
    }
  }

  #count(bytes: number): void {
    if (this.#onDisk + bytes > mostOnDisk) {
      throw new RequestError(503, 'the server is busy with large files; try again', 'busy')
    }
    this.#onDisk += bytes
  }
}

class KeptUpload implements FileContent {
  readonly #path: string
  readonly #count: (bytes: number) => void
  #memory: Buffer[] = []
  #file: FileHandle | undefined
  #fileBytes = 0
  #size = 0

  constructor(path: string, count: (bytes: number) => void) {
    this.#path = path
    this.#count = count
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

  /** @returns how many bytes of the disk it gave back. */
  async remove(): Promise<number> {
    await this.#file?.close()
    if (this.#file !== undefined) await rm(this.#path, { force: true })
    return this.#fileBytes
  }

  async #toDisk(file: FileHandle, piece: Buffer): Promise<void> {
    this.#count(piece.length)
    this.#fileBytes += piece.length
    for (let done = 0; done < piece.length; ) {
      const { bytesWritten } = await file.write(piece, done)
      done += bytesWritten
    }
  }
}

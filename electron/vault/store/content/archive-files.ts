import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { fail } from '../../../../shared/domain/errors.ts'
import type { ArchivePart, PartSum } from '../../contract/archives.ts'
import { archiveParts } from '../../contract/archives.ts'
import type { AppendBatch } from './append-batch.ts'
import { AppendFile } from './append-batch.ts'
import { makeFolder, syncFolder } from './durable-folder.ts'
import { isMissing, told } from './file-errors.ts'
import { factsOf, namesIn, sizeOf } from './look.ts'

interface Incoming {
  readonly file: AppendFile
  /** Counting what is not on the disk yet. */
  length: number
}

/**
 * Bytes of archives. What arrives lies below `incoming/`, one file for each part; what is whole lies below `content/`
 * under its SHA-256, so that the same bytes are kept once, and a name that does not fit its bytes is damage.
 */
export class ArchiveFiles {
  readonly #incomingFolder: string
  readonly #contentFolder: string
  readonly #batch: AppendBatch
  readonly #incoming = new Map<string, Promise<Incoming>>()

  constructor(folder: string, batch: AppendBatch) {
    this.#incomingFolder = path.join(folder, 'incoming')
    this.#contentFolder = path.join(folder, 'content')
    this.#batch = batch
  }

  /** Bytes that are here of each part of an archive that is not finished. */
  async received(id: string): Promise<Readonly<Partial<Record<ArchivePart, number>>>> {
    const found: Partial<Record<ArchivePart, number>> = {}
    for (const part of archiveParts) {
      const open = await this.#incoming.get(incomingName(id, part))
      const size = open?.file.length ?? (await sizeOf(this.#incomingFile(id, part)))
      if (size !== undefined) found[part] = size
    }
    return found
  }

  /** Resolves when they are on the disk. Bytes that are here already are not taken again. */
  async append(id: string, part: ArchivePart, offset: number, bytes: Uint8Array): Promise<void> {
    await told(async () => {
      const incoming = await this.#open(id, part)
      if (offset > incoming.length) throw fail('conflict', 'A piece of this archive is missing before this one.')
      const fresh = bytes.subarray(Math.min(incoming.length - offset, bytes.byteLength))
      incoming.length += fresh.byteLength
      try {
        await this.#batch.append(incoming.file, fresh)
      } catch (error) {
        await this.#close(id, part)
        throw error
      }
    })
  }

  /**
   * Makes a part that has arrived content. Doing it again changes nothing. Throws `conflict` when its bytes are not
   * those of the sum.
   */
  async accept(id: string, part: ArchivePart, sum: PartSum): Promise<void> {
    await told(async () => {
      await this.#close(id, part)
      const from = this.#incomingFile(id, part)
      const to = this.#contentFile(sum.sha256)
      const size = await sizeOf(from)
      // A crash after this was done once, or the same content of another archive.
      if (size === undefined && (await sizeOf(to)) === sum.bytes) return
      if ((size ?? 0) !== sum.bytes) throw notAsSent()
      // Nothing was sent of an empty part.
      if (size === undefined) await this.append(id, part, 0, new Uint8Array(0))
      await this.#close(id, part)
      // What a crash before this start left may be in memory alone.
      await syncFile(from)
      if ((await sha256Of(from)) !== sum.sha256) throw notAsSent()
      await makeFolder(path.dirname(to))
      await rename(from, to)
      await syncFolder(path.dirname(to))
      await syncFolder(this.#incomingFolder)
    })
  }

  /** Up to so many bytes from an offset; throws `unavailable` when the file is not there. */
  async read({ sha256 }: PartSum, offset: number, maxBytes: number): Promise<Uint8Array> {
    return await told(async () => {
      const handle = await this.#openContent(sha256)
      try {
        const bytes = new Uint8Array(maxBytes)
        const { bytesRead } = await handle.read(bytes, 0, maxBytes, offset)
        return bytes.slice(0, bytesRead)
      } finally {
        await handle.close()
      }
    })
  }

  async #openContent(sha256: string): Promise<FileHandle> {
    try {
      return await open(this.#contentFile(sha256), 'r')
    } catch (error) {
      throw isMissing(error) ? damagedArchive() : error
    }
  }

  /** Throws `unavailable` when these bytes are not what they were. */
  async verify({ sha256, bytes }: PartSum): Promise<void> {
    await told(async () => {
      const file = this.#contentFile(sha256)
      if ((await sizeOf(file)) !== bytes || (await sha256Of(file)) !== sha256) throw damagedArchive()
    })
  }

  /** When something of an archive that is not finished last arrived (ms, our clock); undefined when nothing has. */
  async lastArrival(id: string): Promise<number | undefined> {
    return await told(async () => {
      const times: number[] = []
      for (const part of archiveParts) {
        const found = await factsOf(this.#incomingFile(id, part))
        if (found) times.push(found.mtimeMs)
      }
      return times.length === 0 ? undefined : Math.max(...times)
    })
  }

  /** Deletes what has arrived of an archive. */
  async removeIncoming(id: string): Promise<void> {
    for (const part of archiveParts) {
      await this.#close(id, part)
      await told(() => rm(this.#incomingFile(id, part), { force: true }))
    }
  }

  async removeContent(sha256: string): Promise<void> {
    await told(() => rm(this.#contentFile(sha256), { force: true }))
  }

  /** Bytes on the disk, also of what is still arriving. */
  async size(): Promise<number> {
    let bytes = 0
    for (const folder of await namesIn(this.#contentFolder))
      for (const name of await namesIn(path.join(this.#contentFolder, folder)))
        bytes += (await sizeOf(path.join(this.#contentFolder, folder, name))) ?? 0
    for (const name of await namesIn(this.#incomingFolder))
      bytes += (await sizeOf(path.join(this.#incomingFolder, name))) ?? 0
    return bytes
  }

  async close(): Promise<void> {
    const all = [...this.#incoming.values()]
    this.#incoming.clear()
    for (const one of all) await one.then(({ file }) => file.handle.close()).catch(() => undefined)
  }

  #incomingFile(id: string, part: ArchivePart): string {
    return path.join(this.#incomingFolder, incomingName(id, part))
  }

  #contentFile(sha256: string): string {
    return path.join(this.#contentFolder, sha256.slice(0, 2), sha256)
  }

  #open(id: string, part: ArchivePart): Promise<Incoming> {
    const name = incomingName(id, part)
    const known = this.#incoming.get(name)
    if (known) return known
    const opening = this.#make(this.#incomingFile(id, part))
    this.#incoming.set(name, opening)
    opening.catch(() => this.#incoming.delete(name))
    return opening
  }

  async #make(file: string): Promise<Incoming> {
    await makeFolder(this.#incomingFolder)
    const handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o600)
    await syncFolder(this.#incomingFolder)
    const { size } = await handle.stat()
    return { file: new AppendFile(handle, size, false), length: size }
  }

  async #close(id: string, part: ArchivePart): Promise<void> {
    const name = incomingName(id, part)
    const open = this.#incoming.get(name)
    if (!open) return
    this.#incoming.delete(name)
    await this.#batch.flush()
    await open.then(({ file }) => file.handle.close()).catch(() => undefined)
  }
}

const incomingName = (id: string, part: ArchivePart) => `${id}.${part}`

const notAsSent = () => fail('conflict', 'The archive did not arrive as it was sent.')

function damagedArchive() {
  return fail('unavailable', 'This archive is damaged on the disk of this computer and cannot be read.', {
    reason: 'store-broken',
  })
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

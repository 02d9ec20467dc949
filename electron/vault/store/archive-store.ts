import { fail } from '../../../shared/domain/errors.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { StorageUsage } from '../../../shared/domain/storage.ts'
import type { Archive, ArchivePart, PartSum, PartSums } from '../contract/archives.ts'
import { archiveParts } from '../contract/archives.ts'
import type { ArchiveRecord, archiveRecords } from './archives.ts'
import type { ArchiveFiles } from './content/archive-files.ts'

/** How long nothing arrives of an archive until it counts as abandoned. */
const abandonedDays = 7
const dayMs = 24 * 60 * 60 * 1000

/** Archives: what is known of them, and their bytes. */
export class ArchiveStore {
  readonly #records: ReturnType<typeof archiveRecords>
  readonly #files: ArchiveFiles
  /** Finishing and removing look at each other's content: one after the other. */
  #last: Promise<unknown>
  /** Archives that somebody writes, or did since this start. */
  readonly #written = new Set<string>()

  constructor(records: ReturnType<typeof archiveRecords>, files: ArchiveFiles) {
    this.#records = records
    this.#files = files
    // A crash while bytes were deleted. When it cannot be done now, the next start does it.
    this.#last = this.#removeMarked().catch(() => undefined)
  }

  async begin(wanted: Omit<Archive, 'parts'>): Promise<Readonly<Partial<Record<ArchivePart, number>>>> {
    this.#written.add(wanted.id)
    await this.#last
    const known = this.#records.get(wanted.id)
    if (known?.parts) return lengthsOf(known.parts)
    if (!known) await this.#records.put(wanted)
    return await this.#files.received(wanted.id)
  }

  async append(id: string, part: ArchivePart, offset: number, bytes: Uint8Array): Promise<void> {
    this.#written.add(id)
    const { parts } = this.#get(id)
    // Repeated after it was finished: it is all here.
    if (!parts) await this.#files.append(id, part, offset, bytes)
  }

  finish(id: string, parts: PartSums): Promise<Archive> {
    return this.#alone(async () => {
      const record = this.#get(id)
      if (record.parts) return { ...record, parts: record.parts }
      for (const [part, sum] of sumsOf(parts)) await this.#files.accept(id, part, sum)
      const finished = { ...record, parts }
      await this.#records.put(finished)
      this.#written.delete(id)
      return finished
    })
  }

  /** Those that are whole. */
  list(session?: SessionRef): readonly Archive[] {
    return this.#records
      .list()
      .flatMap((record) => (record.parts && !record.isRemoved ? [{ ...record, parts: record.parts }] : []))
      .filter((archive) => session === undefined || sessionKey(archive.session) === sessionKey(session))
  }

  async read(id: string, part: ArchivePart, offset: number, maxBytes: number): Promise<Uint8Array> {
    const sum = this.#get(id).parts?.[part]
    if (!sum) throw fail('not-found', 'This archive has no such part, or is not finished.')
    return await this.#files.read(sum, offset, maxBytes)
  }

  async verify(id: string): Promise<void> {
    for (const [, sum] of sumsOf(this.#get(id).parts ?? {})) await this.#files.verify(sum)
  }

  remove(id: string): Promise<void> {
    return this.#alone(async () => {
      const record = this.#records.get(id)
      if (record) await this.#records.put({ ...record, isRemoved: true })
      this.#written.delete(id)
      await this.#removeMarked()
    })
  }

  /**
   * Removes those that were begun and never finished: nobody has written them since this start, nothing has arrived for
   * a week, and no workflow that is still to go on names them.
   * @param now ms, our clock
   * @param isNeeded does a workflow name this id?
   */
  removeAbandoned(now: number, isNeeded: (id: string) => boolean): Promise<void> {
    return this.#alone(async () => {
      for (const record of this.#unfinished()) {
        const last = Math.max(record.createdAt, (await this.#files.lastArrival(record.id)) ?? 0)
        if (last > now - abandonedDays * dayMs || this.#written.has(record.id) || isNeeded(record.id)) continue
        await this.#records.put({ ...record, isRemoved: true })
      }
      await this.#removeMarked()
    })
  }

  /** Bytes on the disk, and of how many archives, whole ones and others. */
  async usage(): Promise<StorageUsage['archives']> {
    return { bytes: await this.#files.size(), count: this.list().length, unfinished: this.#unfinished().length }
  }

  #unfinished(): readonly ArchiveRecord[] {
    return this.#records.list().filter(({ parts, isRemoved }) => !parts && !isRemoved)
  }

  #get(id: string): ArchiveRecord {
    const record = this.#records.get(id)
    if (!record || record.isRemoved) throw fail('not-found', 'There is no such archive.')
    return record
  }

  /**
   * Only what a record names is ever deleted, and the record last: content without one may be all that a damaged
   * database left.
   */
  async #removeMarked(): Promise<void> {
    const all = this.#records.list()
    const needed = new Set(all.filter(({ isRemoved }) => !isRemoved).flatMap(({ parts }) => sha256sOf(parts)))
    for (const { id, parts, isRemoved } of all) {
      if (!isRemoved) continue
      await this.#files.removeIncoming(id)
      for (const sha256 of sha256sOf(parts)) if (!needed.has(sha256)) await this.#files.removeContent(sha256)
      await this.#records.remove(id)
    }
  }

  #alone<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(run, run)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}

function sumsOf(parts: PartSums): readonly (readonly [ArchivePart, PartSum])[] {
  return archiveParts.flatMap((part) => {
    const sum = parts[part]
    return sum ? [[part, sum] as const] : []
  })
}

const sha256sOf = (parts: PartSums = {}) => sumsOf(parts).map(([, { sha256 }]) => sha256)

function lengthsOf(parts: PartSums): Partial<Record<ArchivePart, number>> {
  return Object.fromEntries(sumsOf(parts).map(([part, { bytes }]) => [part, bytes]))
}

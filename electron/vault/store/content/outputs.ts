import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { OutputPiece } from '../../../../shared/domain/run.ts'
import type { KeptOutput, StreamOffsets } from '../../contract/runs.ts'
import { maxRunBytes } from '../../contract/storage.ts'
import type { AppendBatch } from './append-batch.ts'
import { told } from './file-errors.ts'
import { namesIn, sizeOf } from './look.ts'
import { OutputFile } from './output-file.ts'

/** Files that stay open for the next call. */
const maxOpen = 64

export interface OutputsOptions {
  readonly folder: string
  readonly batch: AppendBatch
  /** What one run may keep. */
  readonly maxBytes?: number
  /** Told of each run in whose output something was found damaged. */
  readonly onDamage?: (runId: string) => void
}

interface Open {
  readonly file: Promise<OutputFile | undefined>
  users: number
}

const nothingKept: KeptOutput = { pieces: [], ends: { stdout: 0, stderr: 0 } }

/**
 * Output of runs: a file for each below `outputs/`, so that giving one up is deleting a file, and damage to one costs
 * no other.
 */
export class Outputs {
  readonly #folder: string
  readonly #batch: AppendBatch
  readonly #maxBytes: number
  readonly #onDamage: (runId: string) => void
  /** The least recently used first. */
  readonly #open = new Map<string, Open>()
  /** Bytes of each file. */
  readonly #sizes = new Map<string, number>()
  readonly #counted: Promise<void>
  #total = 0

  constructor({ folder, batch, maxBytes = maxRunBytes, onDamage = () => undefined }: OutputsOptions) {
    this.#folder = folder
    this.#batch = batch
    this.#maxBytes = maxBytes
    this.#onDamage = onDamage
    this.#counted = this.#count().catch(() => undefined)
  }

  /** Rejects as `OutputFile.append`. */
  async append(runId: string, pieces: readonly OutputPiece[]): Promise<void> {
    await this.#with(runId, true, async (file) => {
      if (!file) throw new Error('A file that was made is not there.')
      await file.append(pieces, this.#maxBytes)
      this.#setSize(runId, file.size)
    })
  }

  /** Nothing for a run that printed nothing. */
  async read(runId: string, from: StreamOffsets, maxBytes: number): Promise<KeptOutput> {
    return await this.#with(runId, false, async (file) =>
      file ? { pieces: await file.read(from, maxBytes), ends: file.ends } : nothingKept,
    )
  }

  /** Deletes output. How many bytes became free. */
  async remove(runIds: readonly string[]): Promise<number> {
    let freed = 0
    for (const runId of runIds) {
      const open = this.#open.get(runId)
      this.#open.delete(runId)
      await open?.file.then((file) => file?.close()).catch(() => undefined)
      await told(() => rm(this.#fileOf(runId), { force: true }))
      freed += this.#sizes.get(runId) ?? 0
      this.#setSize(runId, 0)
    }
    return freed
  }

  /** Bytes of each run's file. */
  async sizes(): Promise<ReadonlyMap<string, number>> {
    await this.#counted
    return this.#sizes
  }

  /** Bytes of all files that were counted so far. */
  get total(): number {
    return this.#total
  }

  async close(): Promise<void> {
    const all = [...this.#open.values()]
    this.#open.clear()
    for (const { file } of all) await file.then((one) => one?.close()).catch(() => undefined)
  }

  #fileOf(runId: string): string {
    return path.join(this.#folder, runId.slice(0, 2), `${runId}.output`)
  }

  #setSize(runId: string, bytes: number): void {
    this.#total += bytes - (this.#sizes.get(runId) ?? 0)
    if (bytes === 0) this.#sizes.delete(runId)
    else this.#sizes.set(runId, bytes)
  }

  async #with<T>(runId: string, create: boolean, use: (file: OutputFile | undefined) => Promise<T>): Promise<T> {
    const known = this.#open.get(runId)
    const entry: Open = known ?? { file: OutputFile.open(this.#fileOf(runId), this.#batch, create), users: 0 }
    this.#open.delete(runId)
    this.#open.set(runId, entry)
    entry.users += 1
    let file: OutputFile | undefined
    try {
      return await told(async () => {
        file = await entry.file
        if (file?.damaged) this.#onDamage(runId)
        // It was looked for by a reader before, and is made now.
        if (!file && create && known) {
          this.#forget(runId, entry)
          return await this.#with(runId, create, use)
        }
        return await use(file)
      })
    } finally {
      entry.users -= 1
      if (!file || file.isBroken) this.#forget(runId, entry)
      if (entry.users === 0 && this.#open.get(runId) !== entry) await file?.close().catch(() => undefined)
      await this.#closeSurplus()
    }
  }

  #forget(runId: string, entry: Open): void {
    if (this.#open.get(runId) === entry) this.#open.delete(runId)
  }

  async #closeSurplus(): Promise<void> {
    if (this.#open.size <= maxOpen) return
    const idle = [...this.#open].find(([, { users }]) => users === 0)
    if (!idle) return
    this.#open.delete(idle[0])
    await idle[1].file.then((file) => file?.close()).catch(() => undefined)
  }

  async #count(): Promise<void> {
    for (const folder of await namesIn(this.#folder)) {
      for (const name of await namesIn(path.join(this.#folder, folder))) {
        const runId = path.basename(name, '.output')
        const size = await sizeOf(path.join(this.#folder, folder, name))
        // What was written meanwhile knows better.
        if (size !== undefined && !this.#sizes.has(runId)) this.#setSize(runId, size)
      }
    }
  }
}

import type Database from 'better-sqlite3'
import { toAppError } from './sqlite-errors.ts'

interface Write {
  readonly run: () => unknown
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** Cost of a record beside its text, about (bytes). */
export const recordBytes = 256

/** Bytes of queued writes at which a batch is committed without waiting for more. */
const maxBatchBytes = 1024 * 1024

/**
 * Commits writes in groups: one flush to the disk for all that came in the same turn of the event loop. What comes
 * while the disk works waits in the pipe and makes the next group, so a busy store groups more and an idle one does not
 * wait at all. A promise resolves when its write is on disk.
 */
export class GroupCommit {
  readonly database: Database.Database
  readonly #immediate: (run: () => void) => void
  #queue: Write[] = []
  #bytes = 0

  constructor(database: Database.Database) {
    this.database = database
    this.#immediate = database.transaction((run: () => void) => run()).immediate
  }

  /**
   * Queues a write. When one of a group fails the others are committed each by itself.
   * @param bytes about how much it adds
   */
  readonly write = <T>(bytes: number, run: () => T): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      this.#queue.push({ run, resolve: (value) => resolve(value as T), reject })
      this.#bytes += bytes
      if (this.#bytes >= maxBatchBytes) this.flush()
      else if (this.#queue.length === 1) setImmediate(() => this.flush())
    })

  /** Reads after everything that was written before. */
  readonly read = <T>(run: () => T): T => {
    this.flush()
    try {
      return run()
    } catch (error) {
      throw toAppError(error)
    }
  }

  /** Commits what waits. */
  flush(): void {
    const group = this.#queue
    if (group.length === 0) return
    this.#queue = []
    this.#bytes = 0
    try {
      const values: unknown[] = []
      this.#immediate(() => {
        for (const write of group) values.push(write.run())
      })
      group.forEach((write, index) => {
        write.resolve(values[index])
      })
    } catch (error) {
      const [only] = group
      if (group.length === 1 && only) only.reject(toAppError(error))
      else for (const write of group) this.#alone(write)
    }
  }

  #alone(write: Write): void {
    try {
      let value: unknown
      this.#immediate(() => {
        value = write.run()
      })
      write.resolve(value)
    } catch (error) {
      write.reject(toAppError(error))
    }
  }

  close(): void {
    this.flush()
    this.database.close()
  }
}

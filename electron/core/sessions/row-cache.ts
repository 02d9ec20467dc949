import { sameData } from '../../../shared/domain/same-data.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { changeRows } from '../../../shared/domain/session-changes.ts'
import { changesAt } from './session-rows.ts'

interface RowCacheSources {
  /** The row as it is now; undefined when there is none. */
  row(id: string): Session | undefined
  /** The server's clock, ms. */
  now(): number
}

/**
 * The rows of one list. A row is computed again only when it was noted or its time has come, and is another object only
 * when it says something else.
 */
export class RowCache {
  readonly #sources: RowCacheSources
  readonly #rows = new Map<string, Session>()
  /** Ids of rows that may have changed. */
  readonly #noted = new Set<string>()
  /** Ids of rows that did, since `takeChanged`. */
  #changed = new Set<string>()
  #sorted: readonly Session[] = []
  /** When the first row changes by time alone (server's clock). */
  #nextAt = Number.POSITIVE_INFINITY
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(sources: RowCacheSources) {
    this.#sources = sources
  }

  /** What this row shows may have changed. */
  note(id: string): void {
    this.#noted.add(id)
  }

  /** All rows in their order. */
  get sorted(): readonly Session[] {
    this.#update()
    return this.#sorted
  }

  get(id: string): Session | undefined {
    this.#update()
    return this.#rows.get(id)
  }

  /** When time alone changes a row (server's clock, ms); infinite when it does not. */
  get nextAt(): number {
    this.#update()
    return this.#nextAt
  }

  /** Ids of rows that are new, changed or gone since the last call. */
  takeChanged(): ReadonlySet<string> {
    this.#update()
    const changed = this.#changed
    if (changed.size > 0) this.#changed = new Set()
    return changed
  }

  #update(): void {
    const isDue = this.#noteDue()
    if (this.#noted.size === 0 && !isDue) return
    const put: Session[] = []
    const removed: string[] = []
    for (const id of this.#noted) {
      const row = this.#sources.row(id)
      if (sameData(row, this.#rows.get(id))) continue
      this.#changed.add(id)
      if (row) {
        this.#rows.set(id, row)
        put.push(row)
      } else {
        this.#rows.delete(id)
        removed.push(id)
      }
    }
    this.#noted.clear()
    if (put.length === 0 && removed.length === 0 && !isDue) return
    this.#sorted = changeRows(this.#sorted, put, removed)
    this.#nextAt = Number.POSITIVE_INFINITY
    for (const row of this.#sorted) this.#nextAt = Math.min(this.#nextAt, changesAt(row, this.#lookedAt))
  }

  /** Notes the rows whose time has come. False: that of none has. */
  #noteDue(): boolean {
    const before = this.#lookedAt
    this.#lookedAt = this.#sources.now()
    // A clock that was set back: what was over is not any more.
    const isBack = this.#lookedAt < before
    if (!isBack && this.#lookedAt < this.#nextAt) return false
    for (const [id, row] of this.#rows) if (isBack || changesAt(row, before) <= this.#lookedAt) this.#noted.add(id)
    return true
  }
}

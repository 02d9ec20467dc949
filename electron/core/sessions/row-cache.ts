import { sameData } from '../../../shared/domain/same-data.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { changeRows } from '../../../shared/domain/session-changes.ts'
import { changesAt } from './session-rows.ts'

/** ms: what changes by time alone is looked for among all rows once in so long. */
const horizonMs = 60_000

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
  /** When rows change by time alone (server's clock), for those that do before the horizon. */
  readonly #soon = new Map<string, number>()
  #horizon = Number.NEGATIVE_INFINITY
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

  /** When time alone may change a row (server's clock, ms); infinite without rows. */
  get nextAt(): number {
    this.#update()
    if (this.#rows.size === 0) return Number.POSITIVE_INFINITY
    let next = this.#horizon
    for (const at of this.#soon.values()) next = Math.min(next, at)
    return next
  }

  /** Ids of rows that are new, changed or gone since the last call. */
  takeChanged(): ReadonlySet<string> {
    this.#update()
    const changed = this.#changed
    if (changed.size > 0) this.#changed = new Set()
    return changed
  }

  #update(): void {
    this.#noteDue()
    if (this.#noted.size === 0) return
    const put: Session[] = []
    const removed: string[] = []
    for (const id of this.#noted) {
      const row = this.#sources.row(id)
      const before = this.#rows.get(id)
      if (sameData(row, before)) {
        if (before) this.#plan(before)
        continue
      }
      this.#changed.add(id)
      if (row) {
        this.#rows.set(id, row)
        this.#plan(row)
        put.push(row)
      } else {
        this.#rows.delete(id)
        this.#soon.delete(id)
        removed.push(id)
      }
    }
    this.#noted.clear()
    this.#sorted = changeRows(this.#sorted, put, removed)
  }

  /** Notes the rows whose time has come. */
  #noteDue(): void {
    const before = this.#lookedAt
    const now = this.#sources.now()
    this.#lookedAt = now
    // A clock that was set back: what was over is not any more.
    if (now < before) for (const id of this.#rows.keys()) this.#noted.add(id)
    for (const [id, at] of this.#soon) if (at <= now) this.#noted.add(id)
    if (now < this.#horizon && now >= before) return
    this.#horizon = now + horizonMs
    for (const row of this.#sorted) this.#plan(row, before)
  }

  /** @param since its time may have come after that */
  #plan(row: Session, since = this.#lookedAt): void {
    const at = changesAt(row, since)
    if (at <= this.#lookedAt) this.#noted.add(row.sessionId)
    if (at < this.#horizon) this.#soon.set(row.sessionId, at)
    else this.#soon.delete(row.sessionId)
  }
}

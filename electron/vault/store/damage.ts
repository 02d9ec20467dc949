/** What damage was found in kept records since this start, in numbers of records by kind. */
export class Damage {
  readonly #found = new Map<string, Set<string>>()

  /**
   * Leaves out the rows that are not as they were written, and remembers them.
   * @param kind in words, singular: "draft"
   * @param keyOf tells rows of a kind apart
   */
  whole<Row extends { readonly whole: 0 | 1 }>(kind: string, rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
    return rows.filter((row) => {
      if (row.whole === 0) this.note(kind, keyOf(row))
      return row.whole === 1
    })
  }

  note(kind: string, key: string): void {
    const keys = this.#found.get(kind) ?? new Set()
    this.#found.set(kind, keys.add(key))
  }

  /** A sentence for a person; undefined when nothing was found. */
  get sentence(): string | undefined {
    if (this.#found.size === 0) return undefined
    const parts = [...this.#found].map(([kind, { size }]) => `${size} ${kind}${size === 1 ? '' : 's'}`)
    return `A part of what is kept on this computer is damaged and is left out: ${parts.join(', ')}. Everything else is there.`
  }
}

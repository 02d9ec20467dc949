/**
 * The SQL of a table whose rows carry a checksum of their columns in `sum`. SQLite notices damage to its own structure,
 * not a changed byte inside a value; this does.
 */
export interface SealedTable {
  /** `INSERT INTO … VALUES …` of one whole row, with a named parameter for each column. */
  readonly insert: string
  /** `INSERT …`, and in the place of a row with this key that is there already: all columns but the key. */
  readonly upsert: string
  /** `SELECT` of all columns and `whole`: 1, or 0 for a damaged row. */
  readonly select: string
  /** True in SQL for a row that is as it was written. */
  readonly isWhole: string
}

/** A row as `select` gives it. */
export type Sealed<Row> = Row & { readonly whole: 0 | 1 }

/** @param columns all but `sum`, in the order in which they are summed: it is part of the format. */
export function sealedTable(name: string, key: readonly string[], rest: readonly string[]): SealedTable {
  const columns = [...key, ...rest]
  const parameters = columns.map((column) => `:${column}`).join(', ')
  const isWhole = `${name}.sum = checksum(${columns.map((column) => `${name}.${column}`).join(', ')})`
  const insert = `INSERT INTO ${name} (${columns.join(', ')}, sum) VALUES (${parameters}, checksum(${parameters}))`
  const replaced = [...rest, 'sum'].map((column) => `${column} = excluded.${column}`).join(', ')
  return {
    insert,
    upsert: `${insert} ON CONFLICT DO UPDATE SET ${replaced}`,
    select: `SELECT *, ${isWhole} AS whole FROM ${name}`,
    isWhole,
  }
}

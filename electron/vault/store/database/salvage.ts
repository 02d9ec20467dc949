import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'

/** Names of a database file and of what lies beside it. The journal first: beside a new file it would be played into it. */
export const filesOf = (name: string) => [`${name}-wal`, `${name}-shm`, `${name}-journal`, name]

/**
 * Takes over from a damaged database what can be read of it: the rows of each table from its beginning up to the first
 * damage, and from its end back to the last. It is read from a copy, because opening it writes. Tables that only serve a
 * search are made anew by their triggers.
 * @param file the damaged one
 * @param fresh an empty database with the same schema
 * @param bringUpToDate makes the schema of the copy the same; what it throws means that nothing can be taken over
 * @returns the number of rows
 */
export function salvage(
  file: string,
  fresh: Database.Database,
  bringUpToDate: (database: Database.Database) => void,
): number {
  const { dir: folder, base: name } = path.parse(file)
  const copyFolder = `${file}.reading`
  rmSync(copyFolder, { recursive: true, force: true })
  mkdirSync(copyFolder, { mode: 0o700 })
  let damaged: Database.Database | undefined
  try {
    for (const one of filesOf(name))
      if (existsSync(path.join(folder, one))) copyFileSync(path.join(folder, one), path.join(copyFolder, one))
    damaged = new Database(path.join(copyFolder, name))
    bringUpToDate(damaged)
    const from = damaged
    return fresh.transaction(() => tablesOf(fresh).reduce((rows, table) => rows + takeTable(from, fresh, table), 0))()
  } catch {
    return 0
  } finally {
    damaged?.close()
    rmSync(copyFolder, { recursive: true, force: true })
  }
}

interface Table {
  readonly name: string
  /** 1: it lies in the order of its key. 0: in that of its row numbers. */
  readonly wr: 0 | 1
}

/** In the order in which they were made: one that refers to another comes after it. */
function tablesOf(database: Database.Database): readonly Table[] {
  return database
    .prepare<[], Table>(
      `SELECT name, wr FROM sqlite_schema JOIN pragma_table_list USING (name)
       WHERE pragma_table_list.type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY sqlite_schema.rowid`,
    )
    .all()
}

function takeTable(damaged: Database.Database, fresh: Database.Database, { name: table, wr }: Table): number {
  const columns = fresh.prepare<[], { name: string; pk: number }>(`PRAGMA table_info(${table})`).all()
  const names = columns.map(({ name }) => name)
  const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  const insert = fresh.prepare(
    `INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`,
  )
  let taken = 0
  for (const direction of ['ASC', 'DESC']) {
    // In the order in which it lies: any other would read all of it before the first row.
    const order = wr === 1 ? key.map(({ name }) => `${name} ${direction}`).join(', ') : `rowid ${direction}`
    const rows = `SELECT ${names.join(', ')} FROM ${table} NOT INDEXED ORDER BY ${order}`
    const whole = takeRows(damaged, rows, (row) => {
      taken += insert.run(row).changes
    })
    if (whole) break
  }
  return taken
}

/** Up to the first damage; whether there was none. */
function takeRows(damaged: Database.Database, query: string, take: (row: object) => void): boolean {
  try {
    for (const row of damaged.prepare<[], object>(query).iterate()) {
      try {
        take(row)
      } catch {
        // A value that is none of its column's.
      }
    }
    return true
  } catch {
    return false
  }
}

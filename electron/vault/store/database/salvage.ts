import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'

/** Names of a database file and of what lies beside it. The journal first: beside a new file it would be played into it. */
export const filesOf = (name: string) => [`${name}-wal`, `${name}-shm`, `${name}-journal`, name]

/**
 * Takes over from a damaged database what can be read of it: the rows of each table from its beginning up to the first
 * damage, and from its end back to the last. It is read from a copy, because opening it writes. Tables that only serve a
 * search are made anew by their triggers.
 * @param folder of the damaged file
 * @param fresh an empty database with the same schema
 * @param bringUpToDate makes the schema of the copy the same; what it throws means that nothing can be taken over
 * @returns the number of rows
 */
export function salvage(
  folder: string,
  name: string,
  fresh: Database.Database,
  bringUpToDate: (database: Database.Database) => void,
): number {
  const copyFolder = path.join(folder, 'copy')
  mkdirSync(copyFolder, { mode: 0o700 })
  let damaged: Database.Database | undefined
  try {
    for (const file of filesOf(name))
      if (existsSync(path.join(folder, file))) copyFileSync(path.join(folder, file), path.join(copyFolder, file))
    damaged = new Database(path.join(copyFolder, name))
    bringUpToDate(damaged)
    let rows = 0
    for (const table of tablesOf(fresh)) rows += takeTable(damaged, fresh, table)
    return rows
  } catch {
    return 0
  } finally {
    damaged?.close()
    rmSync(copyFolder, { recursive: true, force: true })
  }
}

/** In the order in which they were made: one that refers to another comes after it. */
function tablesOf(database: Database.Database): readonly string[] {
  return database
    .prepare<[], { name: string }>('PRAGMA table_list')
    .all()
    .map(({ name }) => name)
    .filter((name) => made(database, name))
    .sort((a, b) => position(database, a) - position(database, b))
}

const ordinary = "SELECT rowid FROM sqlite_schema WHERE type = 'table' AND name = ? AND name NOT LIKE 'sqlite_%'"

function made(database: Database.Database, name: string): boolean {
  const shadows = database
    .prepare<[string], { type: string }>('SELECT type FROM pragma_table_list WHERE name = ?')
    .get(name)
  return shadows?.type === 'table' && database.prepare(ordinary).get(name) !== undefined
}

function position(database: Database.Database, name: string): number {
  return database.prepare<[string], number>(ordinary).pluck().get(name) ?? 0
}

function takeTable(damaged: Database.Database, fresh: Database.Database, table: string): number {
  const columns = fresh.prepare<[], { name: string; pk: number }>(`PRAGMA table_info(${table})`).all()
  const names = columns.map(({ name }) => name)
  const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  const insert = fresh.prepare(
    `INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`,
  )
  let taken = 0
  for (const direction of ['ASC', 'DESC']) {
    const order = key.map(({ name }) => `${name} ${direction}`).join(', ')
    const whole = takeRows(damaged, `SELECT ${names.join(', ')} FROM ${table} ORDER BY ${order}`, (row) => {
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

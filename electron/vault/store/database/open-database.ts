import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { fail, isAppError } from '../../../../shared/domain/errors.ts'
import { addChecksum } from './checksum.ts'
import { DamagedError } from './damaged-error.ts'
import { isBroken, isBusy } from './sqlite-errors.ts'

/** One step of a schema, SQL; `user_version` counts how many were taken. */
export type Migration = string

/** An open store file. */
export interface OpenDatabase {
  readonly database: Database.Database
  /** Where what could not be read was put, when that happened now. */
  readonly movedAsideTo?: string
}

const fileName = 'vault.sqlite'

/**
 * Opens the store in this folder, making both when they are missing, and brings its schema up to date. Durable by
 * `synchronous=FULL`, ours alone by `locking_mode=EXCLUSIVE`. Throws `refused` when another process has it open and
 * when its schema is newer than ours. A file that is damaged is moved aside, never deleted, and a new one made.
 */
export function openDatabase(folder: string, migrations: readonly Migration[]): OpenDatabase {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, fileName)
  try {
    return { database: open(file, migrations) }
  } catch (cause) {
    if (isAppError(cause) || !isBroken(cause)) throw cause
  }
  const movedAsideTo = moveAside(folder)
  return { database: open(file, migrations), movedAsideTo }
}

function open(file: string, migrations: readonly Migration[]): Database.Database {
  const database = new Database(file, { timeout: 0 })
  try {
    // Before the first access in WAL mode: then no shared memory is made, and the lock stays until the process ends.
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    addChecksum(database)
    // Takes the lock, which the pragma alone does not.
    database.exec('BEGIN EXCLUSIVE; COMMIT')
    // Reads the whole file: some milliseconds, as long as it holds what people type and no output of programs.
    const found: unknown = database.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok') throw new DamagedError(String(found))
    migrate(database, file, migrations)
    return database
  } catch (error) {
    database.close()
    if (isBusy(error))
      throw fail(
        'refused',
        'Another Cloud Sandbox Desktop uses this data folder. Close it, or choose another folder.',
        {
          cause: error,
        },
      )
    throw error
  }
}

function migrate(database: Database.Database, file: string, migrations: readonly Migration[]): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version > migrations.length)
    throw fail(
      'refused',
      'This data folder was written by a newer version of Cloud Sandbox Desktop. Update this one, or choose another folder.',
    )
  if (version === migrations.length) return
  if (version > 0) backUp(database, `${file}.before-${migrations.length}`)
  database.transaction(() => {
    for (const step of migrations.slice(version)) database.exec(step)
    database.pragma(`user_version = ${migrations.length}`)
  })()
}

/** A copy as it is now, whole or not there at all. */
function backUp(database: Database.Database, copy: string): void {
  const unfinished = `${copy}.unfinished`
  rmSync(unfinished, { force: true })
  database.prepare('VACUUM INTO ?').run(unfinished)
  renameSync(unfinished, copy)
}

/** Puts the file and its journal into a folder of their own, where they can be looked at. */
function moveAside(folder: string): string {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  let aside = path.join(folder, `broken-${stamp}`)
  for (let again = 2; existsSync(aside); again++) aside = path.join(folder, `broken-${stamp}-${again}`)
  mkdirSync(aside, { mode: 0o700 })
  // The journal first: a journal beside a new file would be played into it.
  for (const name of [`${fileName}-wal`, `${fileName}-shm`, `${fileName}-journal`, fileName]) {
    const from = path.join(folder, name)
    if (existsSync(from)) renameSync(from, path.join(aside, name))
  }
  return aside
}

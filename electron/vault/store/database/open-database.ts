import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { fail, isAppError } from '../../../../shared/domain/errors.ts'
import { addChecksum } from './checksum.ts'
import { DamagedError } from './damaged-error.ts'
import { makeFolderNow } from './make-folder-now.ts'
import type { Migration } from './migrate.ts'
import { backUp, migrate } from './migrate.ts'
import { filesOf, salvage } from './salvage.ts'
import { isBroken, isBusy } from './sqlite-errors.ts'

/** Which database is opened, and how. */
export interface DatabaseOptions {
  /** Of its file: `vault.sqlite`. */
  readonly name: string
  readonly migrations: readonly Migration[]
  /** Reads the whole file for damage that an access would meet later: some milliseconds for some megabytes. */
  readonly check: boolean
}

/** An open database. */
export interface OpenDatabase {
  readonly database: Database.Database
  /** Where what could not be read was put, when that happened now. */
  readonly movedAsideTo?: string
  /** Rows that were taken over from there, or from the copy. */
  readonly saved?: number
  /** When the copy was made (ms) from which they were taken: nothing could be read of the file itself. */
  readonly savedFrom?: number
}

/**
 * Opens a database in this folder, making both when they are missing, and brings its schema up to date. Durable by
 * `synchronous=FULL`, ours alone by `locking_mode=EXCLUSIVE`. Throws `refused` when another process has it open and
 * when its schema is newer than ours. A file that is damaged is moved aside, never deleted; a new one is made, and what
 * can be read of the old one is taken over.
 */
export function openDatabase(folder: string, options: DatabaseOptions): OpenDatabase {
  makeFolderNow(folder)
  try {
    return { database: open(folder, options) }
  } catch (cause) {
    if (isAppError(cause) || !isBroken(cause)) throw cause
  }
  const movedAsideTo = moveAside(folder, options.name)
  const database = open(folder, options)
  const bringUpToDate = (damaged: Database.Database) => {
    addChecksum(damaged)
    migrate(damaged, options.migrations)
  }
  const saved = salvage(path.join(movedAsideTo, options.name), database, bringUpToDate)
  const copy = statSync(copyOf(folder, options.name), { throwIfNoEntry: false })
  if (saved > 0 || !copy) return { database, movedAsideTo, saved }
  const ofCopy = salvage(copyOf(folder, options.name), database, bringUpToDate)
  return { database, movedAsideTo, saved: ofCopy, savedFrom: copy.mtimeMs }
}

const copyOf = (folder: string, name: string) => path.join(folder, `${name}.copy`)

const dayMs = 24 * 60 * 60 * 1000

/**
 * Keeps a copy of each day beside a database, for the day on which nothing of it can be read any more. Not at a start,
 * which somebody waits for. Never throws: a full disk is told when it matters.
 */
export function copyDaily(database: Database.Database, folder: string, name: string): void {
  const copy = copyOf(folder, name)
  try {
    const { mtimeMs } = statSync(copy, { throwIfNoEntry: false }) ?? { mtimeMs: 0 }
    if (Math.abs(Date.now() - mtimeMs) > dayMs) backUp(database, copy)
  } catch {
    rmSync(`${copy}.unfinished`, { force: true })
  }
}

/**
 * Brings the copy of the day up to date now, for something that was deleted and must not live on in it, nor in the
 * journal. Copies from before an update and what was moved aside still hold it, the former for `removeOldCopies`' days.
 * Never throws: when the disk is full, the next day's copy does it.
 */
export function copyAnew(database: Database.Database, folder: string, name: string): void {
  const copy = copyOf(folder, name)
  try {
    database.pragma('wal_checkpoint(TRUNCATE)')
    if (existsSync(copy)) backUp(database, copy)
  } catch {
    rmSync(`${copy}.unfinished`, { force: true })
  }
}

function open(folder: string, { name, migrations, check }: DatabaseOptions): Database.Database {
  const file = path.join(folder, name)
  const database = new Database(file, { timeout: 0 })
  try {
    // Before the first access in WAL mode: then no shared memory is made, and the lock stays until the process ends.
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    // What is deleted is overwritten in this file: text that a person discarded, a token that was forgotten. Not in its
    // journal up to the next checkpoint, and not in copies: see `copyAnew`.
    database.pragma('secure_delete = ON')
    addChecksum(database)
    // Takes the lock, which the pragma alone does not.
    database.exec('BEGIN EXCLUSIVE; COMMIT')
    const found: unknown = check ? database.pragma('quick_check(1)', { simple: true }) : 'ok'
    if (found !== 'ok') throw new DamagedError(String(found))
    migrate(database, migrations, file)
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

/** Puts the file and its journal into a folder of their own, where they can be looked at. */
function moveAside(folder: string, name: string): string {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  let aside = path.join(folder, `broken-${stamp}`)
  for (let again = 2; existsSync(aside); again++) aside = path.join(folder, `broken-${stamp}-${again}`)
  mkdirSync(aside, { mode: 0o700 })
  for (const file of filesOf(name)) {
    const from = path.join(folder, file)
    if (existsSync(from)) renameSync(from, path.join(aside, file))
  }
  return aside
}

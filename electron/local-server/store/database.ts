import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { migrations } from './migrations.ts'

/** Another server works on this data folder. */
export class FolderBusyError extends Error {
  override readonly name = 'FolderBusyError'
}

/** An open database. Exclusive: its lock is also the lock of the data folder, and the kernel gives it back after any end. */
export type ServerDatabase = Database.Database

/**
 * Opens the database and brings it to the newest form. What was answered is on the disk (`synchronous=FULL`).
 *
 * @throws FolderBusyError when another server has it, Error when a newer version of the product wrote it or when it is
 *   damaged; its message says what to do.
 */
export function openDatabase(path: string): ServerDatabase {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const database = new Database(path, { timeout: 0 })
  try {
    // Before the journal mode: in this order no shared memory file is made, and the first write takes the lock for good.
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    migrate(database)
    // Some milliseconds: it holds a row for each session. Damage that is met later would be met in the middle of a move.
    const found: unknown = database.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok') throw new Database.SqliteError(String(found), 'SQLITE_CORRUPT')
    return database
  } catch (error) {
    database.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new FolderBusyError(
        'Another Cloud Sandbox server works on this data folder. End it, or choose another data folder.',
        { cause: error },
      )
    }
    if (isDamaged(error)) {
      throw new Error(
        `The list of sessions in ${path} is damaged. Move that file to another place and check again: a new list is made, ` +
          'and the files of the sessions are kept beside it.',
        { cause: error },
      )
    }
    throw error
  }
}

function isDamaged(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(?:NOTADB|CORRUPT)/.test(error.code)
}

function migrate(database: ServerDatabase): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    throw new Error('The data folder was written by a newer version of Cloud Sandbox Desktop. Start that one.')
  }
  const run = database.transaction(() => {
    for (const step of migrations.slice(version)) database.exec(step)
    // Written even when nothing changed: the write is what takes the lock.
    database.pragma(`user_version = ${migrations.length}`)
  })
  run.exclusive()
}

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
 * @throws FolderBusyError when another server has it, Error when a newer version of the product wrote it.
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
    return database
  } catch (error) {
    database.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new FolderBusyError('Another Cloud Sandbox server works on this data folder.', { cause: error })
    }
    throw error
  }
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

import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { fail } from '../../../../shared/domain/errors.ts'

/** One step of a schema, SQL; `user_version` counts how many were taken. */
export type Migration = string

/**
 * Brings a schema up to date, all steps or none. Throws `refused` when it is newer than ours.
 * @param file where to put the copy of what was before; none is made without it
 */
export function migrate(database: Database.Database, migrations: readonly Migration[], file?: string): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version > migrations.length)
    throw fail(
      'refused',
      'This data folder was written by a newer version of Cloud Sandbox Desktop. Update this one, or choose another folder.',
    )
  if (version === migrations.length) return
  if (version > 0 && file !== undefined) backUp(database, `${file}.before-${migrations.length}`)
  database.transaction(() => {
    for (const step of migrations.slice(version)) database.exec(step)
    database.pragma(`user_version = ${migrations.length}`)
  })()
}

/** A copy as it is now, whole or not there at all. */
export function backUp(database: Database.Database, copy: string): void {
  const unfinished = `${copy}.unfinished`
  rmSync(unfinished, { force: true })
  database.prepare('VACUUM INTO ?').run(unfinished)
  // SQLite does not wait for the disk with a copy.
  const file = openSync(unfinished, 'r+')
  fsyncSync(file)
  closeSync(file)
  renameSync(unfinished, copy)
}

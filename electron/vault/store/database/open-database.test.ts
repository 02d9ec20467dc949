import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAppError } from '../../../../shared/domain/errors.ts'
import { temporaryFolder } from '../../../children/testing/folders.ts'
import { openDatabase } from './open-database.ts'

const first = 'CREATE TABLE notes (text TEXT NOT NULL) STRICT'
const second = 'ALTER TABLE notes ADD COLUMN done INTEGER NOT NULL DEFAULT 0'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

const file = (name = 'vault.sqlite') => path.join(folder.path, name)
const files = () => readdirSync(folder.path).sort()

const options = (migrations: readonly string[]) => ({
  name: 'vault.sqlite',
  migrations,
  check: true,
})

/** Opens, does something and closes. */
function within<T>(migrations: readonly string[], run: (database: Database.Database) => T): T {
  const { database } = openDatabase(folder.path, options(migrations))
  try {
    return run(database)
  } finally {
    database.close()
  }
}

const addNote = (database: Database.Database) => database.exec("INSERT INTO notes (text) VALUES ('kept')")
const notes = (database: Database.Database) => database.prepare('SELECT * FROM notes').all()

describe('openDatabase', () => {
  it('is durable, checked and ours alone', () => {
    within([first], (database) => {
      const pragma = (name: string) => database.pragma(name, { simple: true })
      expect(pragma('journal_mode')).toBe('wal')
      expect(pragma('synchronous')).toBe(2)
      expect(pragma('foreign_keys')).toBe(1)
      expect(pragma('locking_mode')).toBe('exclusive')
      expect(pragma('user_version')).toBe(1)
      expect(() => openDatabase(folder.path, options([first]))).toThrow(
        expect.toSatisfy(
          (error) =>
            isAppError(error, 'refused') &&
            error.message ===
              'Another Cloud Sandbox Desktop uses this data folder. Close it, or choose another folder.',
        ),
      )
    })
    // And nothing was broken by the refusal.
    expect(within([first], notes)).toEqual([])
  })

  it('takes each migration once, with a copy of what was before', () => {
    within([first], addNote)
    expect(files()).toEqual(['vault.sqlite'])
    expect(within([first, second], notes)).toEqual([{ text: 'kept', done: 0 }])
    expect(within([first, second], notes)).toEqual([{ text: 'kept', done: 0 }])
    expect(files()).toEqual(['vault.sqlite', 'vault.sqlite.before-2'])
    const copy = new Database(file('vault.sqlite.before-2'), { readonly: true })
    expect([copy.pragma('user_version', { simple: true }), notes(copy)]).toEqual([1, [{ text: 'kept' }]])
    copy.close()
  })

  it('leaves everything as it was when a migration fails', () => {
    within([first], addNote)
    expect(() => openDatabase(folder.path, options([first, second, 'CREATE nonsense']))).toThrow(/syntax error/)
    expect(within([first], notes)).toEqual([{ text: 'kept' }])
  })

  it('refuses a newer schema and does not touch it', () => {
    within([first, second], addNote)
    const before = readFileSync(file())
    expect(() => openDatabase(folder.path, options([first]))).toThrow(
      expect.toSatisfy((error) => isAppError(error, 'refused') && error.message.includes('written by a newer version')),
    )
    expect(readFileSync(file())).toEqual(before)
  })

  it.each<[string, (whole: Buffer) => Buffer]>([
    ['is something else', () => Buffer.from('This is no database, whatever its name says.'.repeat(50))],
    ['has lost its end', (whole) => whole.subarray(0, 6000)],
    ['has holes', (whole) => Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096, 0xee)])],
  ])('moves aside a file that %s, and goes on with a new one', (_, damage) => {
    within([first], (database) => {
      const insert = database.prepare('INSERT INTO notes VALUES (?)')
      database.transaction(() => {
        for (let index = 0; index < 300; index++) insert.run(`note ${index} `.repeat(50))
      })()
    })
    const broken = damage(readFileSync(file()))
    writeFileSync(file(), broken)
    const { database, movedAsideTo = '' } = openDatabase(folder.path, options([first]))
    expect(notes(database)).toEqual([])
    database.close()
    expect(path.dirname(movedAsideTo)).toBe(folder.path)
    expect(readFileSync(path.join(movedAsideTo, 'vault.sqlite'))).toEqual(broken)
    expect(statSync(movedAsideTo).mode & 0o777).toBe(0o700)
    // Nothing is moved at the next start.
    expect(openDatabase(folder.path, options([first]))).not.toHaveProperty('movedAsideTo')
  })

  it('keeps an empty file, which a kill in the first moment leaves', () => {
    writeFileSync(file(), '')
    const opened = openDatabase(folder.path, options([first]))
    expect(opened).not.toHaveProperty('movedAsideTo')
    opened.database.close()
  })

  it('says what it cannot open, and moves nothing aside for that', () => {
    writeFileSync(file('blocked'), '')
    expect(() => openDatabase(file('blocked'), options([first]))).toThrow()
    expect(files()).toEqual(['blocked'])
  })
})

import Database from 'better-sqlite3'
import { AppError, fail } from '../../../../shared/domain/errors.ts'
import { DamagedError } from './damaged-error.ts'

function codeOf(error: unknown): string | undefined {
  return error instanceof Database.SqliteError ? error.code : undefined
}

/** Is the file itself damaged, so that no other try can read it? */
export function isBroken(error: unknown): boolean {
  const code = codeOf(error)
  return error instanceof DamagedError || code === 'SQLITE_NOTADB' || code?.startsWith('SQLITE_CORRUPT') === true
}

/** Does another process have the file open? */
export function isBusy(error: unknown): boolean {
  return codeOf(error)?.startsWith('SQLITE_BUSY') === true
}

/** What SQLite threw, as what callers and persons understand. Anything else stays what it is. */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  if (code === undefined) return error
  if (code === 'SQLITE_FULL')
    return fail('unavailable', 'The disk of this computer is full, so nothing more can be kept. Make room on it.', {
      cause: error,
      reason: 'store-full',
    })
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_READONLY' || code.startsWith('SQLITE_CANTOPEN'))
    return fail('unavailable', 'The data folder of this application cannot be read or written. Check its disk.', {
      cause: error,
      reason: 'store-broken',
    })
  if (isBroken(error))
    return fail('unavailable', 'The store of this application is damaged. Start the application again.', {
      cause: error,
      reason: 'store-broken',
    })
  return error
}

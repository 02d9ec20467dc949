import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { fail } from '../../../../shared/domain/errors.ts'
import { isBroken, isBusy, toAppError } from './sqlite-errors.ts'

const error = (code: string) => new Database.SqliteError('what SQLite says', code)

it.each([
  ['SQLITE_FULL', /^The disk of this computer is full/],
  ['SQLITE_IOERR_WRITE', /^The data folder of this application cannot be read or written/],
  ['SQLITE_IOERR_FSYNC', /^The data folder of this application cannot be read or written/],
  ['SQLITE_READONLY', /^The data folder of this application cannot be read or written/],
  ['SQLITE_CANTOPEN', /^The data folder of this application cannot be read or written/],
  ['SQLITE_CORRUPT', /^The store of this application is damaged/],
  ['SQLITE_CORRUPT_INDEX', /^The store of this application is damaged/],
  ['SQLITE_NOTADB', /^The store of this application is damaged/],
])('%s is told in words', (code, words) => {
  const told = toAppError(error(code))
  expect(told).toMatchObject({ code: 'unavailable', message: expect.stringMatching(words) })
  expect(told).toHaveProperty('cause')
})

it('leaves what is a fault of ours, and what is told already', () => {
  const faults = [error('SQLITE_CONSTRAINT_NOTNULL'), error('SQLITE_ERROR'), new Error('x'), fail('refused', 'In use.')]
  for (const fault of faults) expect(toAppError(fault)).toBe(fault)
})

it('tells damage and use by another from the rest', () => {
  const codes = ['SQLITE_NOTADB', 'SQLITE_CORRUPT_VTAB', 'SQLITE_BUSY', 'SQLITE_BUSY_RECOVERY', 'SQLITE_FULL']
  expect(codes.filter((code) => isBroken(error(code)))).toEqual(codes.slice(0, 2))
  expect(codes.filter((code) => isBusy(error(code)))).toEqual(codes.slice(2, 4))
  expect([isBroken(new Error('x')), isBusy(undefined)]).toEqual([false, false])
})

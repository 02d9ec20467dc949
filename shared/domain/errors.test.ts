import { expect, test } from 'vitest'
import { AppError, errorCodes, fail, isAppError, isErrorData, toErrorData } from './errors.ts'

test('an error keeps what it says on its way across the wire', () => {
  for (const code of errorCodes) {
    const said = { code, message: 'Why.', status: 502, retryAfter: 60, details: 'its own words' }
    const data = toErrorData(new AppError(said))
    expect(data).toEqual(said)
    expect(isErrorData(data)).toBe(true)
    expect(toErrorData(new AppError(data))).toEqual(data)
  }
})

test('what is no error of ours crosses without its text, which could hold anything', () => {
  for (const thrown of [new Error('Bearer eyJhbGciOi'), 'secret', undefined, { code: 'auth', message: 'secret' }]) {
    const data = toErrorData(thrown)
    expect(data.code).toBe('internal')
    expect(JSON.stringify(data)).not.toMatch(/secret|Bearer/)
  }
})

test.each([
  [null],
  [{}],
  [{ code: 'new', message: '' }],
  [{ code: 'auth' }],
  [{ code: 'auth', message: '', status: '1' }],
  [{ code: 'auth', message: '', details: 1 }],
])('%j is no error data', (value) => expect(isErrorData(value)).toBe(false))

test('a thrown value is told apart by its code', () => {
  expect(isAppError(fail('gone', 'Gone.'), 'gone')).toBe(true)
  expect(isAppError(fail('gone', 'Gone.'), 'auth')).toBe(false)
  expect(isAppError(new Error('gone'))).toBe(false)
})

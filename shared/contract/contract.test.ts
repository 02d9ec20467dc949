import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contract } from './index.ts'
import { nothing } from './schemas.ts'

const session = { connectionId: 'local', sessionId: '5d0c5a0e-0000-4000-8000-000000000000' }

describe('every entry of the contract', () => {
  test.each(Object.entries(contract))('%s takes no nonsense', (_name, entry) => {
    // What a page that was taken over could send: everything must end in a refusal or in input of the right form.
    fc.assert(
      fc.property(fc.anything(), (input) => {
        try {
          entry.input.parse(input)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: 50 },
    )
    // Watching everything, or asking for all of something, takes no input.
    if (entry.input !== nothing) {
      expect(() => entry.input.parse(undefined)).toThrow()
      expect(() => entry.input.parse({})).toThrow()
    }
  })
})

test.each([['../../etc'], [''], ['a/b'], ['..'], ['.'], ['a\0b'], ['x'.repeat(129)], ['a?b'], ['a%2fb']])(
  'the session id %j is refused: it becomes part of an address',
  (sessionId) => {
    expect(() => contract['sessions.open'].input.parse({ ...session, sessionId })).toThrow()
  },
)

test.each([['relative'], [''], ['/a\0b'], [`/${'x'.repeat(4096)}`]])('the path %j is refused', (path) => {
  expect(() => contract['files.read'].input.parse({ session, path })).toThrow()
})

test('a write says what must be there: a version, nothing, or does not care', () => {
  const { input } = contract['files.write']
  const base = { session, path: '/workspace/a', bytes: new Uint8Array(3) }
  expect(input.parse({ ...base, expected: null })).toEqual({ ...base, expected: null })
  expect(input.parse(base)).toEqual(base)
  expect(() => input.parse({ ...base, expected: 'abc' })).toThrow()
  expect(() => input.parse({ ...base, bytes: 'text' })).toThrow()
})

test('members that nobody asked for do not pass', () => {
  expect(contract['sessions.open'].input.parse({ ...session, token: 'x', ['__proto__']: { admin: true } })).toEqual(
    session,
  )
})

test.each([[0], [169], [Number.NaN], [Number.POSITIVE_INFINITY], ['24']])('%j hours are refused', (ttlHours) => {
  const wish = { connectionId: 'local', name: 'a', image: 'python', cpuCount: 2, memoryMb: 2048, network: true }
  expect(() => contract['sessions.create'].input.parse({ ...wish, ttlHours })).toThrow()
  expect(contract['sessions.create'].input.parse({ ...wish, ttlHours: 24 })).toEqual({ ...wish, ttlHours: 24 })
})

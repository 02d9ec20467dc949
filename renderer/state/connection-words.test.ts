import { expect, test } from 'vitest'
import { serverConnection } from '../testing/samples.ts'
import { signedOutWords } from './connection-words.ts'

const at = (ms: number) => `minute ${ms / 60_000}`
const signedOut = (token: Parameters<typeof serverConnection>[0]) =>
  signedOutWords(serverConnection({ status: 'refused', ...token }), 120_000, at)

test.each([
  [{ token: { kept: 'missing' } } as const, 'the token was in memory only'],
  [{ token: { kept: 'unreadable' } } as const, 'the key store of this computer does not open the token'],
  [{ token: { kept: 'keychain' } } as const, 'the server does not accept the token'],
  [{ token: { kept: 'keychain', endsAt: 60_000 } } as const, 'the token ended at minute 1'],
  [{ token: { kept: 'keychain', endsAt: 600_000 } } as const, 'the server does not accept the token'],
  [{ token: { kept: 'memory', endsAt: 180_000 }, skew: 60_000 } as const, 'the token ended at minute 3'],
])('%j: %s', (more, why) => {
  expect(signedOut(more)).toBe(`Signed out by lab.example.org: ${why}.`)
})

test('no other connection is called signed out', () => {
  expect(signedOut({})).toBeUndefined()
  expect(signedOutWords(serverConnection({ token: { kept: 'memory' } }), 0, at)).toBeUndefined()
})

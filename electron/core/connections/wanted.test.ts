import { expect, test } from 'vitest'
import type { NewConnection } from '../../../shared/domain/connection.ts'
import { goodCertificate, testAuthority } from '../testing/certificates.ts'
import { readWanted } from './wanted.ts'

const lab = { name: 'Lab', address: 'https://lab.example.org', userId: 'mira' }

test('a server with everything, in the form in which it is used', () => {
  expect(
    readWanted({
      ...lab,
      name: '',
      role: 'admin',
      token: 't',
      proxy: 'proxy.example.org:3128',
      ca: `\n${testAuthority}\n`,
    }),
  ).toEqual({
    name: 'lab.example.org',
    endpoint: { origin: 'https://lab.example.org', proxy: 'http://proxy.example.org:3128', extraCa: testAuthority },
    credentials: { userId: 'mira', role: 'admin', token: 't' },
  })
  expect(readWanted({ ...lab, token: '', proxy: '', ca: ' ' })).toEqual({
    name: 'Lab',
    endpoint: { origin: 'https://lab.example.org' },
    credentials: { userId: 'mira', role: 'user' },
  })
})

const jwt = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"user_id":"tom"}').toString('base64url')}.c2ln`

const refused: readonly (readonly [Partial<NewConnection>, RegExp])[] = [
  [{ address: 'http://lab.example.org' }, /Only https/],
  [{ token: 'two words' }, /no spaces/],
  [{ token: jwt }, /of the user tom/],
  [{ proxy: 'http://me:secret@proxy.example.org' }, /user name or password/],
  [{ proxy: 'socks5://proxy.example.org' }, /Only http and https/],
  [{ proxy: 'http://proxy.example.org/path' }, /Leave out/],
  [{ address: 'http://localhost:8080', proxy: 'http://proxy.example.org' }, /without a proxy/],
  [{ ca: 'nonsense' }, /no certificate/],
  [{ ca: goodCertificate.key.replaceAll('EC PRIVATE', 'PRIVATE') }, /private key/],
  [{ ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, /cannot be read/],
]

test.each(refused)('%j is refused with a sentence', (change, words) => {
  expect(() => readWanted({ ...lab, ...change })).toThrow(expect.objectContaining({ code: 'refused' }))
  expect(() => readWanted({ ...lab, ...change })).toThrow(words)
})

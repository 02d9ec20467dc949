import { describe, expect, test } from 'vitest'
import { checkAddress } from './connection.ts'

describe('an address that a person types', () => {
  test.each([
    ['https://lab.example.org', 'https://lab.example.org'],
    ['lab.example.org', 'https://lab.example.org'],
    ['  https://LAB.example.org:8443/ ', 'https://lab.example.org:8443'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is taken as %s', (text, address) => {
    expect(checkAddress(text)).toMatchObject({ ok: true, address })
  })

  test.each([
    [''],
    ['   '],
    ['http://lab.example.org'],
    ['http://127.0.0.1.example.org'],
    ['http://localhost.example.org'],
    ['ftp://lab.example.org'],
    ['file:///etc/passwd'],
    ['javascript:alert(1)'],
    ['https://user:secret@lab.example.org'],
    ['https://lab.example.org/api/v1'],
    ['https://lab.example.org/?x=1'],
    ['https://lab.example.org/#x'],
    ['https://'],
    ['https://a b'],
  ])('%j is refused with a reason', (text) => {
    const verdict = checkAddress(text)
    expect(verdict.ok).toBe(false)
    expect(!verdict.ok && verdict.reason.length).toBeGreaterThan(10)
  })
})

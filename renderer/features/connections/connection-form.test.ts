import { describe, expect, it } from 'vitest'
import { serverConnection } from '../../testing/samples.ts'
import type { ConnectionForm } from './connection-form.ts'
import { emptyForm, formOf, hasToken, problemsOf, wantedOf } from './connection-form.ts'

const right: ConnectionForm = { ...emptyForm, address: 'lab.example.org', userId: 'ada' }

describe('the form of a connection', () => {
  it('leaves out what is empty or as usual', () => {
    expect(wantedOf({ ...right, name: ' Lab ' })).toEqual({
      name: 'Lab',
      address: 'https://lab.example.org',
      userId: 'ada',
    })
  })

  it('sends everything that was typed, and of role and token the one that counts', () => {
    const all = { ...right, role: 'admin', token: ' t ', proxy: ' proxy:3128 ', ca: ' pem ' }
    expect(wantedOf(all)).toMatchObject({ role: 'admin', proxy: 'proxy:3128', ca: 'pem' })
    expect(wantedOf(all)).not.toHaveProperty('token')
    expect(wantedOf({ ...all, signIn: 'token' })).toMatchObject({ token: 't' })
    expect(wantedOf({ ...all, signIn: 'token' })).not.toHaveProperty('role')
  })

  it('never shows a token that is kept', () => {
    const kept = serverConnection({ token: { kept: 'keychain' }, proxy: 'http://p:1', ca: 'pem', role: 'user' })
    expect(formOf(kept)).toMatchObject({ signIn: 'token', token: '', proxy: 'http://p:1', ca: 'pem' })
    expect(hasToken(kept)).toBe(true)
    expect(hasToken(serverConnection({ token: { kept: 'missing' } }))).toBe(false)
    expect(hasToken(serverConnection())).toBe(false)
  })

  it.each<[Partial<ConnectionForm>, keyof ConnectionForm, RegExp]>([
    [{ address: 'http://lab.example.org' }, 'address', /Only https/],
    [{ userId: ' ' }, 'userId', /A user id is needed/],
    [{ role: '' }, 'role', /A role is needed/],
    [{ signIn: 'token' }, 'token', /Paste the token/],
    [{ signIn: 'token', token: 'a b' }, 'token', /no spaces/],
    [{ proxy: 'ftp://x' }, 'proxy', /Only http/],
    [{ ca: '-----BEGIN PRIVATE KEY-----' }, 'ca', /private key/],
  ])('%j is wrong at %s', (change, field, words) => {
    const problems = problemsOf({ ...right, ...change }, false)
    expect(Object.keys(problems)).toEqual([field])
    expect(problems[field]).toMatch(words)
  })

  it('takes an empty token for the one that is there', () => {
    expect(problemsOf({ ...right, signIn: 'token' }, true)).toEqual({})
  })
})

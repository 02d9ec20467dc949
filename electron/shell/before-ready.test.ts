import { describe, expect, test } from 'vitest'
import { beforeReady } from './before-ready.ts'

function told(uid: number | undefined): unknown[] {
  const calls: unknown[] = []
  beforeReady({
    uid,
    enableSandbox: () => calls.push('sandbox'),
    registerSchemesAsPrivileged: (schemes) => calls.push(schemes.map(({ scheme }) => scheme)),
  })
  return calls
}

describe('before Electron is ready', () => {
  test('the sandbox is enforced for every page of an ordinary user', () => {
    expect(told(1000)).toEqual(['sandbox', ['app']])
    expect(told(undefined)).toEqual(['sandbox', ['app']])
  })

  test('as root, where there is none, it is not asked for', () => {
    expect(told(0)).toEqual([['app']])
  })
})

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { mayHave } from './permission-policy.ts'

const own = { url: 'app://window/', isMainFrame: true }

/** Every permission name of the installed Electron: a new version brings its new ones here by itself. */
function permissionNames(): string[] {
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const typings = readFileSync(path.join(folder, 'electron.d.ts'), 'utf8')
  const unions = [...typings.matchAll(/setPermission(?:Check|Request)Handler\([^\n]*?permission: ([^,]+),/g)]
  return [
    ...new Set(unions.flatMap(([, union = '']) => [...union.matchAll(/'([^']+)'/g)].map(([, name = '']) => name))),
  ]
}

describe('permissions', () => {
  test('of every permission name of Electron the page gets the writing of copied text alone', () => {
    const names = permissionNames()
    expect(names).toEqual(expect.arrayContaining(['media', 'geolocation', 'notifications', 'clipboard-read', 'usb']))
    expect(names.length).toBeGreaterThan(30)
    expect(names.filter((name) => mayHave(name, own))).toEqual(['clipboard-sanitized-write'])
  })

  test('a permission that is not known is refused', () => {
    for (const name of ['', 'unknown', 'something-new', '__proto__']) expect(mayHave(name, own)).toBe(false)
  })

  test('a frame, or another origin, gets not even that', () => {
    const name = 'clipboard-sanitized-write'
    expect(mayHave(name, { ...own, isMainFrame: false })).toBe(false)
    for (const url of ['https://example.org/', 'app://other/', 'about:blank', '', undefined]) {
      expect(mayHave(name, { ...own, url })).toBe(false)
    }
  })
})

import { expect, test } from 'vitest'
import { findStalePackages } from './ensure-packages.mjs'
import { temporaryFolder } from './temporary-folder.ts'

const lock = (packages: Record<string, object>) => JSON.stringify({ packages: { '': {}, ...packages } })
const asked = lock({
  'node_modules/react': { version: '19.0.0' },
  'node_modules/@x/win32': { version: '1.0.0', optional: true },
})

test('no packages yet', () => {
  expect(findStalePackages(temporaryFolder({ 'package-lock.json': asked }))).toBe('no packages are installed')
})

test('an install that was cut short counts as none', () => {
  const folder = temporaryFolder({ 'package-lock.json': asked, 'node_modules/.package-lock.json': '{"packa' })
  expect(findStalePackages(folder)).toBe('no packages are installed')
})

test('the packages of the lock file, without those for other systems, need no install', () => {
  const noted = lock({ 'node_modules/react': { version: '19.0.0' } })
  const folder = temporaryFolder({ 'package-lock.json': asked, 'node_modules/.package-lock.json': noted })
  expect(findStalePackages(folder)).toBeUndefined()
})

test.each([
  ['another version', { 'node_modules/react': { version: '18.0.0' } }, 'react is not at version 19.0.0'],
  ['a missing package', {}, 'react is not at version 19.0.0'],
  [
    'another version of an optional one',
    { 'node_modules/react': { version: '19.0.0' }, 'node_modules/@x/win32': { version: '0.9.0' } },
    '@x/win32 is not at version 1.0.0',
  ],
])('%s is stale', (_, packages, reason) => {
  const folder = temporaryFolder({ 'package-lock.json': asked, 'node_modules/.package-lock.json': lock(packages) })
  expect(findStalePackages(folder)).toBe(reason)
})

test('a missing lock file is said', () => {
  const folder = temporaryFolder({ 'node_modules/.package-lock.json': lock({}) })
  expect(() => findStalePackages(folder)).toThrow('package-lock.json is missing')
})

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findStalePackages } from './ensure-packages.mjs'
import { projectFolder } from './project.mjs'
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

test('the lock file names every optional package, without which npm ci refuses it', () => {
  const { packages } = JSON.parse(readFileSync(path.join(projectFolder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isReachable(packages, place, name)),
  )
  expect(missing).toEqual([])
})

/** Looks where Node would: in the package's own folder, then in each one above it. */
function isReachable(packages: object, place: string, name: string): boolean {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true
    if (folder === '') return false
  }
}

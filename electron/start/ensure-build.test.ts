import { rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findStaleBuild, outputs } from './ensure-build.mjs'
import { hashSources } from './source-hash.mjs'
import { temporaryFolder, writeUnder } from './temporary-folder.ts'

const sources = {
  'shared/a.ts': 'export const a = 1',
  'electron/core/b.ts': 'export const b = 2',
  'renderer/c.tsx': 'export const c = 3',
  'package.json': '{}',
}

function built(): { folder: string; hash: string } {
  const folder = temporaryFolder(sources)
  const hash = hashSources(folder)
  for (const name of outputs) writeUnder(folder, `out/${name}`, '')
  writeUnder(folder, 'out/built-from', hash)
  return { folder, hash }
}

test('a finished build of the same sources is used as it is', () => {
  const { folder, hash } = built()
  expect(hashSources(folder)).toBe(hash)
  expect(findStaleBuild(folder, hash)).toBeUndefined()
})

test.each(['shared/a.ts', 'electron/core/b.ts', 'renderer/c.tsx', 'renderer/new.css', 'package.json'])(
  'a change of %s makes it stale',
  (name) => {
    const { folder } = built()
    writeUnder(folder, name, '// changed')
    expect(findStaleBuild(folder, hashSources(folder))).toBe('the sources have changed')
  },
)

test('moving text from one file to the next makes it stale', () => {
  const one = temporaryFolder({ 'shared/a.ts': 'xy', 'shared/b.ts': '' })
  const other = temporaryFolder({ 'shared/a.ts': 'x', 'shared/b.ts': 'y' })
  expect(hashSources(one)).not.toBe(hashSources(other))
})

test('a changed test, or a run of the type checker, needs no build', () => {
  const { folder, hash } = built()
  writeUnder(folder, 'shared/a.test.ts', '// changed')
  writeUnder(folder, 'renderer/c.test.tsx', '// changed')
  writeUnder(folder, 'shared/tsconfig.tsbuildinfo', '{}')
  expect(hashSources(folder)).toBe(hash)
})

test('a missing output or stamp makes it stale', () => {
  const { folder, hash } = built()
  rmSync(path.join(folder, 'out/node/vault.mjs'))
  expect(findStaleBuild(folder, hash)).toBe('out/node/vault.mjs is missing')
  writeUnder(folder, 'out/node/vault.mjs', '')
  rmSync(path.join(folder, 'out/built-from'))
  expect(findStaleBuild(folder, hash)).toBe('the last build did not end')
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pathStretches, pathWords, preparePaths, scoreOf, searchPaths } from './fuzzy-path.ts'

const paths = preparePaths([
  'src/',
  'src/app/palette/palette.tsx',
  'src/app/palette/palette-entry.ts',
  'docs/pallets and tables.md',
  'README.md',
  'tests/test_readme.py',
  'Übersicht.md',
  'data/2026/stations.csv',
])

const find = async (query: string) => ((await searchPaths(paths, query, { limit: 20 })) ?? []).map(({ path }) => path)

test.each([
  ['readme.md', ['README.md']],
  ['readme', ['README.md', 'tests/test_readme.py']],
  ['palette', ['src/app/palette/palette.tsx', 'src/app/palette/palette-entry.ts']],
  ['entry app', ['src/app/palette/palette-entry.ts']],
  ['app/pal', ['src/app/palette/palette.tsx', 'src/app/palette/palette-entry.ts']],
  ['ubersicht', ['Übersicht.md']],
  ['src', ['src/', 'src/app/palette/palette.tsx', 'src/app/palette/palette-entry.ts']],
  ['stcsv', ['data/2026/stations.csv']],
  ['zzz', []],
])('%s finds, best first', async (query, expected) => {
  expect((await find(query)).slice(0, Math.max(expected.length, 1))).toEqual(expected)
})

test('without words it is everything, what lies higher up first', async () => {
  expect(await find('')).toEqual([
    'src/',
    'README.md',
    'Übersicht.md',
    'docs/pallets and tables.md',
    'tests/test_readme.py',
    'data/2026/stations.csv',
    'src/app/palette/palette.tsx',
    'src/app/palette/palette-entry.ts',
  ])
})

test('it marks what it found, in the name where it can', () => {
  const marked = (query: string, path: string) =>
    pathStretches(pathWords(query), path).map(([from, to]) => path.slice(from, to))
  expect(marked('data', 'data/data.csv')).toEqual(['data'])
  expect(pathStretches(['data'], 'data/data.csv')).toEqual([[5, 9]])
  expect(marked('stcsv', 'data/stations.csv')).toEqual(['st', 'csv'])
  expect(marked('app/pal entry', 'src/app/palette-entry.ts')).toEqual(['app/pal', 'entry'])
})

test('whatever is asked: what is found holds the letters in order, is marked, and is the best of all', async () => {
  const name = fc.stringMatching(/^[a-c/._]{1,12}$/)
  await fc.assert(
    fc.asyncProperty(fc.array(name, { maxLength: 40 }), fc.stringMatching(/^[a-c ]{0,5}$/), async (all, query) => {
      const words = pathWords(query)
      const found = (await searchPaths(preparePaths(all), query, { limit: 5 })) ?? []
      const scores = all.flatMap((path) => scoreOf(words, path) ?? []).sort((a, b) => b - a)
      expect(found.map(({ score }) => score)).toEqual(scores.slice(0, 5))
      for (const { path } of found) {
        const marked = new Set(pathStretches(words, path).flatMap(([from, to]) => [...path.slice(from, to)]))
        for (const word of words) for (const letter of word) expect(marked).toContain(letter)
      }
    }),
  )
})

test('a search that was given up ends between two pieces', async () => {
  const many = preparePaths(Array.from({ length: 60_000 }, (_, index) => `folder/file-${index}`))
  const abort = new AbortController()
  let pauses = 0
  const pause = async () => {
    pauses += 1
    abort.abort()
  }
  expect(await searchPaths(many, 'file', { limit: 5, signal: abort.signal, pause })).toBeUndefined()
  expect(pauses).toBe(1)
  expect(await searchPaths(many, 'file-59999', { limit: 5 })).toMatchObject([{ path: 'folder/file-59999' }])
})

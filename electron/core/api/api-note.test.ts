import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '../../..')

function sources(): readonly string[] {
  return ['shared', 'electron', 'renderer'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => path.join(root, folder, name)),
  )
}

/** Numbers of sections and of points, such as `3` and `4.4.3`. */
function numbersIn(note: string): ReadonlySet<string> {
  const found = note.matchAll(/^(?:## (\d+)\.|\s*- \*\*(\d+(?:\.\d+)+)\*\*)/gm)
  return new Set([...found].flatMap((match) => match[1] ?? match[2] ?? []))
}

/** What comments cite, over the ends of their lines. */
function citationsIn(text: string): readonly string[] {
  const flat = text.replaceAll(/\n\s*(?:\*|\/\/) ?/g, ' ')
  return [...flat.matchAll(/API note,? (?:sections? )?(\d+(?:\.\d+)*)/g)].flatMap((match) => match[1] ?? [])
}

test('every place of the API note that a comment cites is there', () => {
  const numbers = numbersIn(readFileSync(path.join(import.meta.dirname, 'README.md'), 'utf8'))
  const cited = sources().flatMap((file) =>
    citationsIn(readFileSync(file, 'utf8')).map((number) => ({ file: path.relative(root, file), number })),
  )
  expect(cited.length).toBeGreaterThan(20)
  expect(cited.filter(({ number }) => !numbers.has(number))).toEqual([])
})

test('a citation is found in all its forms', () => {
  expect(citationsIn('// (API note 4.4.3).\n/** API note, section 2 */\n * as API\n * note 5.9')).toEqual([
    '4.4.3',
    '2',
    '5.9',
  ])
})

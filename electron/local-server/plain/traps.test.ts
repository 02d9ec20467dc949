import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const here = import.meta.dirname
const files = readdirSync(here).filter((name) => name.endsWith('.ts'))
const textOf = (name: string) => readFileSync(join(here, name), 'utf8')

/** How many points each section of the API note has; 4.4 has five of its own. */
const points = { 3: 6, 4: 10, 5: 13, 6: 6, 7: 8, 8: 4 }

function numbersOfTheNote(): readonly string[] {
  const all = Object.entries(points).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
  )
  return [...all, ...[1, 2, 3, 4, 5].map((index) => `4.4.${index}`)].sort()
}

test('the list of traps has every numbered point of sections 3 to 8 of the API note', () => {
  const listed = [...textOf('README.md').matchAll(/^- \*\*([\d.]+)\*\*/gm)].map((match) => match[1])
  expect(listed.sort()).toEqual(numbersOfTheNote())
})

test('every trap has a test that bears its number', () => {
  const titles = files
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) =>
      [...textOf(name).matchAll(/^\s*test(?:\.each\([\s\S]*?\]\))?\(\s*(['"`])((?:\d+(?:\.\d+)* )+)/gm)].map(
        (match) => match[2] ?? '',
      ),
    )
  const tested = new Set(titles.flatMap((title) => title.trim().split(' ')))
  expect(numbersOfTheNote().filter((number) => !tested.has(number))).toEqual([])
})

test('comments cite traps that there are', () => {
  const cited = files.flatMap((name) =>
    [...textOf(name).matchAll(/\(traps? ([\d., ]+\d)\)/g)].flatMap((match) => (match[1] ?? '').split(', ')),
  )
  const known = new Set(numbersOfTheNote())
  expect(cited.length).toBeGreaterThan(20)
  expect(cited.filter((number) => !known.has(number))).toEqual([])
})

import { expect, test } from 'vitest'
import { checkSecurityTable } from './security-table.mjs'

const numbers = Array.from({ length: 20 }, (_, index) => index + 1)
const row = (item: number, tests: string) => `| ${item} | Item ${item} | what we do | ${tests} |`
const readme = (rows: string[]) =>
  [
    '# Product',
    '',
    '## Security',
    '',
    '| # | item | here | tests |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '## Speed',
    row(1, '`elsewhere`'),
  ].join('\n')
const full = readme(numbers.map((item) => row(item, `\`test ${item}\`, T3: \`second ${item}\``)))
const all = new Set(numbers.flatMap((item) => [`test ${item}`, `second ${item}`]))

test('twenty rows whose tests all passed', () => {
  expect(checkSecurityTable(full, all)).toEqual([])
})

test('a test that did not pass, or that does not exist, is named', () => {
  const ran = new Set(all)
  ran.delete('second 7')
  expect(checkSecurityTable(full, ran)).toEqual([
    'Row 7 of the security table: the test "second 7" did not pass in this run.',
  ])
})

test('a missing row and a row without a test are named', () => {
  const rows = numbers
    .filter((item) => item !== 3)
    .map((item) => row(item, item === 5 ? 'by hand' : `\`test ${item}\``))
  expect(checkSecurityTable(readme(rows), all)).toEqual([
    'The security table has no row 3.',
    'Row 5 of the security table names no test.',
  ])
})

test('a readme without the table fails on every row', () => {
  expect(checkSecurityTable('# Product\n', all)).toHaveLength(20)
})

test('a bar inside a title is written with a backslash', () => {
  const rows = numbers.map((item) => row(item, item === 1 ? '`a \\| b`' : `\`test ${item}\``))
  expect(checkSecurityTable(readme(rows), new Set([...all, 'a | b']))).toEqual([])
})

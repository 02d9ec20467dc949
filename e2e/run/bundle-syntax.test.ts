import { expect, test } from 'vitest'
import { newerSyntax } from './bundle-syntax.mjs'

test.each([
  ['a.js', 'class A { static #x = 1; static { this.y = A.#x ?? await0 } } a ||= b?.c; const r = /x/d'],
  ['a.cjs', 'module.exports = async function* () { for await (const x of y) yield x }'],
])('%s with ES2022 is taken', (file, text) => {
  expect(newerSyntax(file, text)).toBeUndefined()
})

test.each([
  ['a.js', 'const r = /[\\p{L}--[a-z]]/v', 'flag v'],
  ['a.js', '{ using file = open() }', 'using'],
  ['a.js', "import data from './a.json' with { type: 'json' }", 'import attribute'],
  ['a.js', 'class A { @logged b() {} }', 'decorator'],
  ['a.js', 'const = 1', 'syntax error'],
])('%s with %j is refused', (file, text, words) => {
  expect(newerSyntax(file, text)).toContain(words)
})

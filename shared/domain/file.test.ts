import { describe, expect, test } from 'vitest'
import { baseName, joinPath, nameProblem, parentFolder, textOf } from './file.ts'

test('paths are taken apart and put together', () => {
  expect(baseName('/workspace/data/a.csv')).toBe('a.csv')
  expect(baseName('/workspace/data/')).toBe('data')
  expect(baseName('/')).toBe('/')
  expect(parentFolder('/workspace/data/')).toBe('/workspace')
  expect(parentFolder('/workspace')).toBe('/')
  expect(joinPath('/', 'tmp')).toBe('/tmp')
  expect(joinPath('/workspace', 'a b')).toBe('/workspace/a b')
})

test.each([[''], ['.'], ['..'], ['a/b'], ['a\0b'], ['ü'.repeat(128)]])('the name %j is refused', (name) => {
  expect(nameProblem(name)).toMatch(/\.$/)
})

test.each([['a.py'], ['-rf'], ["it's"], [' '], ['limits übersicht.md'], ['…']])('the name %j is fine', (name) => {
  expect(nameProblem(name)).toBeUndefined()
})

describe('text and what is none', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values)
  test('UTF-8 is text, with its byte order mark and line ends as they are', () => {
    expect(textOf(bytes(0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a))).toBe('\ufeffa\r\n')
  })
  test('an empty file is text', () => expect(textOf(bytes())).toBe(''))
  test('a NUL near the start makes it binary', () => expect(textOf(bytes(0x61, 0))).toBeUndefined())
  test('bytes that are no UTF-8 make it binary', () => expect(textOf(bytes(0x61, 0xff))).toBeUndefined())
})

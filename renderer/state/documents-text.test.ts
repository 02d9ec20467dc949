import fc from 'fast-check'
import { expect, test } from 'vitest'
import { putTogether, takeApart } from './documents-text.ts'

test.each([
  ['a\nb\n', 'lf', 'a\nb\n'],
  ['a\r\nb', 'crlf', 'a\nb'],
  ['a\r\nb\nc\rd', 'mixed', 'a\nb\nc\nd'],
  ['', 'lf', ''],
])('%j has %s line ends', (source, lineEnds, text) => {
  const parts = takeApart(source)
  expect(parts.text).toBe(text)
  expect(parts.form.lineEnds).toBe(lineEnds)
})

test('what was not changed comes back byte for byte', () => {
  const source = fc
    .array(fc.constantFrom('a', 'b', '', ' ', 'é', '\r', '\n', '\r\n', '\uFEFF'), { maxLength: 40 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(source, (text) => {
      const parts = takeApart(text)
      expect(putTogether(parts.text, parts.form)).toBe(text)
    }),
  )
})

test('a byte order mark is no part of the text and is written back', () => {
  const { text, form } = takeApart('\uFEFFa = 1\r\n')
  expect(text).toBe('a = 1\n')
  expect(putTogether('a = 2\n', form)).toBe('\uFEFFa = 2\r\n')
})

test('with mixed line ends untouched lines keep theirs, also between two changes', () => {
  const { form } = takeApart('one\r\ntwo\nthree\r\nfour\nfive\r\n')
  expect(putTogether('ONE\ntwo\nthree\nnew\nfour\nFIVE\n', form)).toBe('ONE\r\ntwo\nthree\r\nnew\r\nfour\nFIVE\r\n')
})

test('a missing final newline stays missing', () => {
  const { form, text } = takeApart('a\r\nb')
  expect(putTogether(`${text}c`, form)).toBe('a\r\nbc')
})

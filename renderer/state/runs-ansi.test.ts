import { expect, test } from 'vitest'
import { AnsiReader, applySgr } from './runs-ansi.ts'

const texts = (...pieces: string[]) => {
  const reader = new AnsiReader()
  return pieces
    .flatMap((piece) => reader.push(piece))
    .map((token) => (token.kind === 'text' ? [token.text, token.style] : token.kind))
}

test('colours are read as data', () => {
  expect(texts('\x1b[1;31mred\x1b[0m plain')).toEqual([
    ['red', { bold: true, foreground: 1 }],
    [' plain', undefined],
  ])
})

test('a sequence cut between two pieces is one sequence, and the style carries over', () => {
  expect(texts('a\x1b[3', '2mb', 'c')).toEqual([
    ['a', undefined],
    ['b', { foreground: 2 }],
    ['c', { foreground: 2 }],
  ])
})

test.each([
  ['38;5;196', { foreground: '#ff0000' }],
  ['38;5;9', { foreground: 9 }],
  ['38;5;244', { foreground: '#808080' }],
  ['48;2;1;2;255', { background: '#0102ff' }],
  ['97;100', { foreground: 15, background: 8 }],
  ['38;5;999', undefined],
  ['38;2;300;0;0', undefined],
  ['38', undefined],
])('SGR %s', (text, style) => {
  expect(applySgr(undefined, text)).toEqual(style)
})

test('SGR takes back what it set', () => {
  expect(applySgr({ bold: true, faint: true, underline: true, foreground: 1 }, '22;24;39')).toBeUndefined()
  expect(applySgr({ bold: true }, '')).toBeUndefined()
})

test.each([
  ['a title', 'x\x1b]0;evil\x07y'],
  ['a clipboard order', 'x\x1b]52;c;ZXZpbA==\x07y'],
  ['a link', 'x\x1b]8;;javascript:alert(1)\x1b\\y'],
  ['a device order', 'x\x1bP$q"p\x1b\\y'],
  ['a cursor move', 'x\x1b[10;10Hy'],
  ['a mode', 'x\x1b[?1049hy'],
  ['a charset', 'x\x1b(0y'],
  ['control characters', 'x\x00\x07\x0e\x9b\x7fy'],
])('%s is dropped', (_what, source) => {
  expect(
    texts(source)
      .map(([text]) => text)
      .join(''),
  ).toBe('xy')
})

test('an order that never ends does not swallow everything after it', () => {
  const reader = new AnsiReader()
  reader.push(`\x1b]0;${'a'.repeat(5000)}`)
  const text = reader
    .push('\nnext')
    .map((token) => (token.kind === 'text' ? token.text : token.kind))
    .join(' ')
  expect(text).toContain('next')
})

test('line ends, returns and erasures are told', () => {
  expect(texts('a\r\nb\rc\x1b[K\x1b[2K\b')).toEqual([
    ['a', undefined],
    'return',
    'newline',
    ['b', undefined],
    'return',
    ['c', undefined],
    'erase',
    'erase',
    'back',
  ])
})

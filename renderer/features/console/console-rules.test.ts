import { expect, test } from 'vitest'
import { answeredFolder, folderChange, typedChange } from './change-folder.ts'
import { lineHint } from './line-hint.ts'
import { cellsOf, placeAfter } from './line-layout.ts'
import { checkedLink } from './links.ts'
import { cleanPaste } from './paste.ts'
import { keyOf } from './terminal-keys.ts'

test.each([
  ['cd data', { command: 'cd data && pwd', isBack: false, isAbsolute: false }],
  ['  cd  ', { command: 'cd && pwd', isBack: false, isAbsolute: true }],
  ['cd ~/x', { command: 'cd ~/x && pwd', isBack: false, isAbsolute: true }],
  ['cd "/my data"', { command: 'cd "/my data" && pwd', isBack: false, isAbsolute: true }],
  ['cd -', { command: "cd '/it'\\''s' && pwd", isBack: true, isAbsolute: true }],
  ['cd data && ls', undefined],
  ['cdx', undefined],
  ['echo cd', undefined],
])('%j changes the folder: %j', (line, change) => {
  expect(folderChange(line, "/it's")).toEqual(change)
})

test('a recorded change is shown as it was typed', () => {
  expect(typedChange('cd my data && pwd')).toBe('cd my data')
  expect(typedChange('cd && pwd')).toBe('cd')
  expect(typedChange('cd a && ls && pwd')).toBeUndefined()
  expect(answeredFolder('noise\n/workspace/data\n')).toBe('/workspace/data')
  expect(answeredFolder('')).toBeUndefined()
})

test('rows and columns follow the width of what is written', () => {
  expect(placeAfter({ row: 0, column: 8 }, 'abc', 80)).toEqual({ row: 0, column: 11 })
  expect(placeAfter({ row: 0, column: 8 }, 'ab', 10)).toEqual({ row: 1, column: 0 })
  expect(placeAfter({ row: 0, column: 8 }, 'a日', 10)).toEqual({ row: 1, column: 2 })
  expect(placeAfter({ row: 0, column: 3 }, 'a\nbc', 10)).toEqual({ row: 1, column: 2 })
  expect([cellsOf('a'), cellsOf('日'), cellsOf('\u0301'), cellsOf('é')]).toEqual([1, 2, 0, 1])
})

test('pasted text neither steers the terminal nor presses Enter', () => {
  expect(cleanPaste('ls\x1b[31m\x07\r\n')).toBe('ls[31m')
  expect(cleanPaste('a\tb\r\nc\n\n')).toBe('a    b\nc')
  expect(cleanPaste('\x1b[201~rm -rf\x9b\x00')).toBe('[201~rm -rf')
})

test.each([
  ['\x1b[12;40R', 'a position'],
  ['\x1b[?1;2c', 'a device'],
  ['\x1bP1$r0"p\x1b\\', 'a setting'],
  ['\x1b]10;rgb:ff/ff/ff\x1b\\', 'a colour'],
  ['\x1b[I', 'the focus'],
  ['\x1b[200~rm\x1b[201~', 'a paste past our own'],
])('%j, the terminal’s answer about %s, is not typed', (data) => {
  expect(keyOf(data)).toBeUndefined()
})

test('keys and text are told apart', () => {
  expect(keyOf('\r')).toEqual({ kind: 'action', name: 'enter' })
  expect(keyOf('\x1b[A')).toEqual({ kind: 'action', name: 'previous' })
  expect(keyOf('日本')).toEqual({ kind: 'text', text: '日本' })
})

test.each([
  'javascript:alert(1)',
  'file:///etc/passwd',
  'vscode://x',
  'https://user:secret@example.org/',
  'mailto:a@b.c',
  'not an address',
])('%s is no link that opens', (text) => {
  expect(checkedLink(text)).toBeUndefined()
})

test('web addresses are links', () => {
  expect(checkedLink('https://example.org/a?b#c')?.host).toBe('example.org')
})

test.each(['export A=1', 'A=1', '. venv/bin/activate', 'alias ll="ls -l"', ' source x '])(
  '%s is said to hold for its line alone',
  (line) => {
    expect(lineHint(line)).toMatch(/this held for that one alone/)
  },
)

test.each(['exit', 'exit 1', 'logout'])('%s is said to end its own shell', (line) => {
  expect(lineHint(line)).toMatch(/the console stays/)
})

test.each(['export A=1; make', 'A=1 make', 'ls', 'cd data', './run', 'setfacl x', 'exit 1 || true'])(
  '%s needs no word',
  (line) => {
    expect(lineHint(line)).toBeUndefined()
  },
)

import { expect, test } from 'vitest'
import { contentKind, hexLines, permissionLetters } from './content-kind.ts'

const bytes = (...all: number[]) => Uint8Array.from(all)
const text = (words: string) => new TextEncoder().encode(words)

test.each([
  [bytes(), 'empty', 'nothing'],
  [text('print(1)\n'), 'text', 'text'],
  [text('ü'.repeat(9)).subarray(0, 17), 'text', 'text'],
  [bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'picture', 'PNG picture'],
  [text('RIFF1234WEBPVP8 '), 'picture', 'WebP picture'],
  [bytes(0x1f, 0x8b, 8), 'other', 'gzip archive'],
  [bytes(0x1f), 'text', 'text'],
  [bytes(1, 0, 2), 'other', 'bytes that are no UTF-8 text'],
  [bytes(0x61, 0xff, 0x62), 'other', 'bytes that are no UTF-8 text'],
])('%s is %s, %s', (head, name, words) => {
  expect(contentKind(head)).toMatchObject({ name, words })
})

test.each([
  [0o644, 'rw-r--r--'],
  [0o4750, 'rwsr-x---'],
  [0o1777, 'rwxrwxrwt'],
  [0o6640, 'rwSr-S---'],
  [0, '---------'],
])('permissions as ls has them', (mode, letters) => {
  expect(permissionLetters(mode)).toBe(letters)
})

test('bytes are lines with their places', () => {
  const all = Uint8Array.from({ length: 18 }, (_, index) => 0x39 + index)
  expect(hexLines(all)).toEqual([
    '000000  39 3a 3b 3c 3d 3e 3f 40 41 42 43 44 45 46 47 48  9:;<=>?@ABCDEFGH',
    '000010  49 4a                                            IJ',
  ])
})

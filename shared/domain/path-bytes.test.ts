import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileDocumentId, parseDocumentId } from './draft.ts'
import { hasRawBytes, pathForShell, pathFromBytes, pathToBytes, shownPath } from './path-bytes.ts'

const latin1 = Uint8Array.from([0x2f, 0x61, 0xff, 0xc3, 0xbc, 0xc3, 0xf0, 0x9f, 0x98, 0x80])

test('bytes that are no UTF-8 keep their places, the rest is text', () => {
  const path = pathFromBytes(latin1)
  expect(path).toBe('/a\udcffü\udcc3😀')
  expect(shownPath(path)).toBe('/a\ufffdü\ufffd😀')
  expect(hasRawBytes(path)).toBe(true)
  expect(hasRawBytes('/a ü 😀 \ufffd')).toBe(false)
})

test('any bytes come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(pathToBytes(pathFromBytes(bytes))).toEqual(bytes)
    }),
    // Half a surrogate pair written as UTF-8, which it must not be; a byte order mark; a sequence that is cut off.
    {
      examples: [[Uint8Array.from([0xed, 0xb2, 0x80])], [Uint8Array.from([0xef, 0xbb, 0xbf])], [latin1.subarray(0, 8)]],
    },
  )
})

test('any text of UTF-8 stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (path) => {
      expect(pathFromBytes(pathToBytes(path))).toBe(path)
      expect(shownPath(path)).toHaveLength(path.length)
      if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path)) expect(shownPath(path)).toBe(path)
    }),
  )
})

test('what cannot be seen, or turns the order around, is drawn as something that can', () => {
  expect(shownPath('two\nlines\t\u007f')).toBe('two↵lines␉␡')
  expect(shownPath('gpj.\u202eexe\u0085')).toBe('gpj.\ufffdexe\ufffd')
})

test.each([
  ['/workspace/a-b_1.py', '/workspace/a-b_1.py'],
  ["/workspace/it's a b", "'/workspace/it'\\''s a b'"],
  ['/workspace/ü', "'/workspace/ü'"],
  ['/workspace/two\nlines', "$'/workspace/two\\x0alines'"],
  ['/workspace/\udcff b', "$'/workspace/\\xff b'"],
])('%j is one word of a shell', (path, word) => {
  expect(pathForShell(path)).toBe(word)
})

test('a document id is text of UTF-8 whatever its path holds', () => {
  const path = pathFromBytes(latin1)
  const id = fileDocumentId(path)
  expect(id).toBe('bytes:2f61ffc3bcc3f09f9880')
  expect(parseDocumentId(id)).toEqual({ kind: 'file', path })
  for (const wrong of ['bytes:', 'bytes:2', 'bytes:zz', 'bytes:61']) expect(parseDocumentId(wrong)).toBeUndefined()
})

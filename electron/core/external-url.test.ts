import { expect, test } from 'vitest'
import { checkExternalUrl } from './external-url.ts'

test.each([
  'file:///etc/passwd',
  'FILE:///etc/passwd',
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'smb://host/share',
  'ms-msdt:/id',
  'search-ms:query=x',
  'mailto:a@b.c',
  'ssh://host',
  'blob:https://a/b',
  'app://window/',
  'chrome://settings',
  'about:blank',
  '//host/path',
  '/etc/passwd',
  '--help',
  '-a https://host',
  'https://user@host/',
  'https://user:word@host/',
  'https://accounts.example.org@evil.example/',
  'https://',
  'http://[::1',
  'https://host:99999/',
  `https://host/${'a'.repeat(2100)}`,
  `https://host/${'ä'.repeat(500)}`,
  '',
])('%j is not opened', (url) => {
  expect(checkExternalUrl(url)).toMatchObject({ ok: false })
})

test.each([
  ['https://example.org', 'https://example.org/'],
  ['HTTP://EXAMPLE.org/A?b=c#d', 'http://example.org/A?b=c#d'],
  ['https://example.org/a b"c', 'https://example.org/a%20b%22c'],
  ["https://example.org/';calc'", 'https://example.org/%27;calc%27'],
  ['https://exa\tmple.org/\r\nx', 'https://example.org/x'],
  ['https://example.org\\@evil.example/', 'https://example.org/@evil.example/'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
])('%j is opened as %j', (url, written) => {
  expect(checkExternalUrl(url)).toEqual({ ok: true, url: written })
})

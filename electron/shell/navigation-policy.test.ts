import { describe, expect, test } from 'vitest'
import { mayNavigate, mayRequest } from './navigation-policy.ts'

const elsewhere = [
  'https://example.org/',
  'http://127.0.0.1:8080/',
  'file:///etc/passwd',
  'data:text/html,<script>1</script>',
  'blob:app://window/1',
  'javascript:1',
  'about:blank',
  'app://other/',
  'app://window/assets/index.js',
  'devtools://devtools/',
  'chrome://settings',
  'smb://server/share',
  'vscode://file/etc/passwd',
  '',
]

describe('navigation', () => {
  test('the window may load its own page again and go nowhere else', () => {
    expect(mayNavigate({ url: 'app://window/', isMainFrame: true })).toBe(true)
    for (const url of elsewhere) expect([url, mayNavigate({ url, isMainFrame: true })]).toEqual([url, false])
  })

  test('no frame inside the window loads anything', () => {
    for (const url of ['app://window/', ...elsewhere]) expect(mayNavigate({ url, isMainFrame: false })).toBe(false)
  })
})

describe('requests of the window', () => {
  test.each(['app://window/assets/index.js', 'blob:app://window/1', 'data:image/png;base64,AA=='])(
    '%s may go',
    (url) => {
      expect(mayRequest(url, false)).toBe(true)
    },
  )

  test.each([
    'https://example.org/',
    'http://127.0.0.1:8080/api',
    'ws://127.0.0.1:8080/',
    'wss://example.org/',
    'file:///etc/passwd',
    'ftp://example.org/',
    'filesystem:app://window/x',
    'devtools://devtools/bundled/inspector.html',
    'chrome-extension://abc/x.js',
    '',
  ])('%j is cancelled', (url) => {
    expect(mayRequest(url, false)).toBe(false)
  })

  test('the developer tools work in development, and open no network', () => {
    expect(mayRequest('devtools://devtools/bundled/inspector.html', true)).toBe(true)
    expect(mayRequest('https://example.org/', true)).toBe(false)
  })
})

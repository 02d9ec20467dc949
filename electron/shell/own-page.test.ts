import { describe, expect, test } from 'vitest'
import { isOwnOrigin, isOwnPage, pageUrl } from './own-page.ts'

describe('own page', () => {
  test.each([pageUrl, 'app://window', 'app://window/#x', 'app://window/?x'])('%s is the page', (address) => {
    expect(isOwnOrigin(address)).toBe(true)
  })

  test.each(['app://window/', 'app://window/#x', 'app://window/?x=1'])('%s may be loaded again', (address) => {
    expect(isOwnPage(address)).toBe(true)
  })

  test.each([
    '',
    'about:blank',
    'app:window',
    'app://',
    'app://windows/',
    'app://window.evil.test/',
    'app://evil.test/window/',
    'app://user@window/',
    'app://window:80/',
    'app2://window/',
    'https://window/',
    'http://127.0.0.1/',
    'file:///window/',
    'file:///etc/passwd',
    'data:text/html,app://window/',
    'blob:app://window/1',
    'javascript:location="app://window/"',
    'devtools://devtools/bundled/inspector.html',
    'chrome://gpu',
    'not an address',
  ])('%j is not ours', (address) => {
    expect(isOwnOrigin(address)).toBe(false)
    expect(isOwnPage(address)).toBe(false)
  })

  test('a file of ours is no page', () => {
    expect(isOwnPage('app://window/assets/index.js')).toBe(false)
  })
})

import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { assetPath } from './asset-path.ts'

const root = path.resolve('/srv/window')

describe('asset path', () => {
  test.each([
    ['/', 'index.html'],
    ['/index.html', 'index.html'],
    ['/assets/index-B3x_9-zA.js', 'assets/index-B3x_9-zA.js'],
    ['/assets/editor.worker-1a2b.js', 'assets/editor.worker-1a2b.js'],
    ['/assets/codicon-DCmgc-ay.ttf', 'assets/codicon-DCmgc-ay.ttf'],
  ])('%s is a file of the window', (pathname, file) => {
    expect(assetPath(root, pathname)).toBe(path.join(root, file))
  })

  test.each([
    '',
    'index.html',
    '//index.html',
    '//etc/passwd',
    '/../vault/vault.sqlite',
    '/assets/../../main/main.cjs',
    '/..',
    '/.',
    '/./index.html',
    '/%2e%2e/main/main.cjs',
    '/assets/%2e%2e/%2e%2e/main.js',
    '/assets%2f..%2f..%2fmain.js',
    '/assets%5c..%5cmain.js',
    '/assets\\..\\..\\main.js',
    '/C:/windows/win.js',
    '/index.html\0.js',
    '/index.html%00.js',
    '/.git/config.json',
    '/assets/.hidden.js',
    '/assets/',
    '/assets',
    '/main.cjs',
    '/assets/index.js.map',
    '/vault.sqlite',
    '/index.html?x',
    '/index.html#x',
    '/a b.js',
    '/ä.js',
  ])('%j is no file of the window', (pathname) => {
    expect(assetPath(root, pathname)).toBeUndefined()
  })
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentSecurityPolicy } from '../browser-host/page/content-security-policy.ts'
import { answerAppRequest, appSchemePrivileges } from './app-protocol.ts'

let folder: string
let root: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'protocol-'))
  root = path.join(folder, 'renderer')
  mkdirSync(path.join(root, 'assets'), { recursive: true })
  writeFileSync(path.join(root, 'index.html'), 'page')
  writeFileSync(path.join(root, 'assets', 'a.js'), 'script')
  writeFileSync(path.join(folder, 'main.js'), 'secret')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const get = (url: string, method = 'GET') => answerAppRequest(root, { url, method })

describe('app protocol', () => {
  test('the scheme is standard and secure, and passes by no rule', () => {
    expect(appSchemePrivileges).toEqual({
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    })
  })

  test.each([
    ['app://window/', 'page'],
    ['app://window/?x=1', 'page'],
    ['app://window/#x', 'page'],
    ['app://window/assets/a.js', 'script'],
  ])('%s is served with the policy', async (url, text) => {
    const { status, headers, body } = await get(url)
    expect(status).toBe(200)
    expect(body.toString()).toBe(text)
    expect(headers['Content-Security-Policy']).toBe(contentSecurityPolicy())
    expect(headers['X-Content-Type-Options']).toBe('nosniff')
  })

  test.each([
    'app://window/../main.js',
    'app://window/%2e%2e/main.js',
    'app://window/assets/..%2f..%2fmain.js',
    'app://window/assets\\..\\..\\main.js',
    'app://window//etc/passwd.js',
    'app://window/main.js',
    'app://window/\0.js',
    'app://other/',
    'app://window.evil.test/',
    'app://window@evil.test/',
    'app://window',
    'app:/window/',
    'file:///etc/passwd',
    'https://window/',
  ])('%j is not served', async (url) => {
    const { status, body } = await get(url)
    expect(status).toBe(404)
    expect(body.toString()).not.toContain('secret')
  })

  test.each(['POST', 'PUT', 'HEAD', 'OPTIONS', 'get'])('the method %s is refused', async (method) => {
    expect((await get('app://window/', method)).status).toBe(405)
  })
})

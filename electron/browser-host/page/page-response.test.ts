import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contentSecurityPolicy } from './content-security-policy.ts'
import { pageResponse } from './page-response.ts'

let folder: string
let root: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'page-'))
  root = path.join(folder, 'renderer')
  mkdirSync(path.join(root, 'assets'), { recursive: true })
  writeFileSync(path.join(root, 'index.html'), '<!doctype html>')
  writeFileSync(path.join(root, 'assets', 'editor.worker-1a.js'), 'postMessage(1)')
  writeFileSync(path.join(folder, 'secret.js'), 'secret')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('page response', () => {
  test('the page carries the policy and is asked for each time', async () => {
    const { status, headers, body } = await pageResponse(root, '/')
    expect(status).toBe(200)
    expect(body.toString()).toBe('<!doctype html>')
    expect(headers).toMatchObject({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': contentSecurityPolicy(),
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    })
    expect(headers).not.toHaveProperty('Access-Control-Allow-Origin')
  })

  test('a worker carries the policy too and is kept by its hashed name', async () => {
    const { status, headers } = await pageResponse(root, '/assets/editor.worker-1a.js')
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'Content-Type': 'text/javascript; charset=utf-8',
      'Content-Security-Policy': contentSecurityPolicy(),
      'Cache-Control': 'public, max-age=31536000, immutable',
    })
  })

  test('a missing file is a 404 that nothing keeps', async () => {
    const { status, headers } = await pageResponse(root, '/assets/other.js')
    expect(status).toBe(404)
    expect(headers['Cache-Control']).toBe('no-store')
    expect(headers['Content-Security-Policy']).toBe(contentSecurityPolicy())
  })

  test('a folder with the name of a file is a 404', async () => {
    mkdirSync(path.join(root, 'assets', 'folder.js'))
    expect((await pageResponse(root, '/assets/folder.js')).status).toBe(404)
  })

  test('a symbolic link out of the folder is a 404', async () => {
    symlinkSync(path.join(folder, 'secret.js'), path.join(root, 'assets', 'link.js'))
    symlinkSync(folder, path.join(root, 'up'))
    expect((await pageResponse(root, '/assets/link.js')).status).toBe(404)
    expect((await pageResponse(root, '/up/secret.js')).status).toBe(404)
  })

  test('the folder itself may be reached by a symbolic link', async () => {
    symlinkSync(root, path.join(folder, 'linked'))
    expect((await pageResponse(path.join(folder, 'linked'), '/index.html')).status).toBe(200)
  })
})

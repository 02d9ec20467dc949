import { expect, test } from '../fixtures/browser-test.ts'
import { ask } from '../fixtures/sandbox-server.ts'

// The browser host answers a browser tab of this computer and nobody else. Asked without a browser, which would hide
// some of these requests.

const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

const tokenOf = (address: string): string => new URL(address).hash.replace('#token=', '')

test('a request with a foreign Host is refused, whatever it asks for', async ({ host }) => {
  for (const path of ['/', '/index.html', '/session', '/wire']) {
    for (const name of ['evil.example', `evil.example:${new URL(host.origin).port}`, '127.0.0.1:1']) {
      const { status } = await ask(`${host.origin}${path}`, { headers: { host: name } })
      expect(status, `${path} asked as "${name}"`).toBeGreaterThanOrEqual(400)
    }
  }
  expect((await ask(`${host.origin}/`)).status, 'the right Host is served').toBe(200)
})

test('a token from a foreign Origin is refused and is not used up', async ({ host, page }) => {
  const body = JSON.stringify({ token: tokenOf(host.address) })
  for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1']) {
    const { status, headers } = await ask(`${host.origin}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body,
    })
    expect(status, `POST /session from ${origin}`).toBeGreaterThanOrEqual(400)
    expect(headers['set-cookie']).toBeUndefined()
  }
  await page.goto(host.address)
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
})

test('the wire opens only with the cookie and from the own origin', async ({ host }) => {
  const session = await ask(`${host.origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: host.origin },
    body: JSON.stringify({ token: tokenOf(host.address) }),
  })
  expect(session.status).toBe(204)
  const [set = ''] = session.headers['set-cookie'] ?? []
  expect(set).toMatch(/;\s*HttpOnly/i)
  expect(set).toMatch(/;\s*SameSite=Strict/i)
  const cookie = set.split(';')[0] ?? ''

  const open = (headers: Record<string, string>) => ask(`${host.origin}/wire`, { headers: { ...upgrade, ...headers } })
  expect((await open({ origin: host.origin })).status, 'without the cookie').toBe(401)
  expect((await open({ origin: host.origin, cookie: 'session=guess' })).status, 'with a made-up cookie').toBe(401)
  expect((await open({ origin: 'http://evil.example', cookie })).status, 'from another origin').toBeGreaterThanOrEqual(
    400,
  )
  expect((await open({ cookie })).status, 'without an origin').toBeGreaterThanOrEqual(400)
})

test('no answer carries CORS headers, and each carries the policy and nosniff', async ({ host }) => {
  for (const path of ['/', '/index.html', '/assets/missing.js', '/session']) {
    const { headers } = await ask(`${host.origin}${path}`, { headers: { origin: 'http://evil.example' } })
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
    expect(headers['x-content-type-options']).toBe('nosniff')
  }
  const { headers } = await ask(`${host.origin}/`)
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'")
})

test('nothing outside the window’s folder is served', async ({ host }) => {
  const paths = [
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/main/main.cjs',
  ]
  for (const path of [...paths, '//etc/passwd', '/assets/..%5c..%5cmain%5cmain.cjs', '/index.html%00.js']) {
    const { status, text } = await ask(`${host.origin}${path}`)
    expect(status, path).toBeGreaterThanOrEqual(400)
    expect(text).not.toContain('cloud-sandbox-desktop')
  }
})

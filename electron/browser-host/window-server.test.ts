import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { WindowServer } from './window-server.ts'
import { openWindowServer, PortTakenError } from './window-server.ts'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

let folder: string
let server: WindowServer
let wires: WebSocket[]
let isOwnUser: boolean
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'window-'))
  mkdirSync(path.join(folder, 'assets'))
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>window</title>')
  writeFileSync(path.join(folder, 'assets', 'index-1a.js'), 'console.log(1)')
  wires = []
  isOwnUser = true
  server = await openWindowServer({
    pageFolder: folder,
    port: 0,
    isOwnUser: async () => isOwnUser,
    onWire: (socket) => wires.push(socket),
  })
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const own = () => `127.0.0.1:${server.port}`
const origin = () => `http://${own()}`

/** One request exactly as written: `fetch` would not let a test lie about Host and Origin. */
async function ask(method: string, target: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  const sent = request({
    host: '127.0.0.1',
    port: server.port,
    method,
    path: target,
    headers: { host: own(), ...headers },
    setHost: false,
    agent: false,
  })
  sent.end(body)
  const [response] = await once(sent, 'response')
  let text = ''
  for await (const piece of response) text += piece
  return { status: response.statusCode, headers: response.headers, text }
}

function handIn(token: string, headers: Record<string, string> = {}): Promise<Answer> {
  const json = { 'content-type': 'application/json', origin: origin(), ...headers }
  return ask('POST', '/session', json, JSON.stringify({ token }))
}

const freshToken = () => new URL(server.newAddress()).hash.replace('#token=', '')

async function openSession(): Promise<string> {
  const { headers } = await handIn(freshToken())
  return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

/** Opens `/wire` and says how it ended: 'open' or the status of the refusal. */
async function wire(headers: Record<string, string>, target = '/wire'): Promise<'open' | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${target}`, { headers: { host: own(), ...headers } })
  return await new Promise((resolve) => {
    socket.on('open', () => {
      socket.close()
      resolve('open')
    })
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', () => resolve(0))
  })
}

describe('window server', () => {
  test('serves the page and its files with the policy and without CORS', async () => {
    for (const target of ['/', '/index.html', '/?x=1', '/assets/index-1a.js']) {
      const { status, headers } = await ask('GET', target)
      expect(status).toBe(200)
      expect(headers['content-security-policy']).toContain(`connect-src 'self' ws://${own()};`)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
    expect((await ask('GET', '/')).text).toContain('<title>window</title>')
    expect((await ask('HEAD', '/')).status).toBe(200)
    expect((await ask('GET', '/favicon.ico')).status).toBe(204)
  })

  test('serves nothing outside the folder of the window', async () => {
    for (const target of ['/../package.json', '/%2e%2e/package.json', '//etc/passwd.js', '/assets/%2e%2e%2fx.js']) {
      expect((await ask('GET', target)).status).toBe(404)
    }
  })

  test('refuses another host name, which is DNS rebinding', async () => {
    const rebound = { host: `evil.test:${server.port}` }
    expect((await ask('GET', '/', rebound)).status).toBe(403)
    expect((await handIn(freshToken(), { ...rebound, origin: `http://evil.test:${server.port}` })).status).toBe(403)
    expect(await wire({ ...rebound, origin: `http://evil.test:${server.port}`, cookie: await openSession() })).toBe(403)
  })

  test('refuses every request of another origin, with nothing about our page in the answer', async () => {
    const answer = await ask('GET', '/', { origin: 'http://evil.test' })
    expect(answer.status).toBe(403)
    expect(answer.text).not.toContain('window</title>')
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect((await ask('OPTIONS', '/session', { origin: 'http://evil.test' })).status).toBe(403)
  })

  test('a token is exchanged once for a strict cookie; then it is used', async () => {
    const token = freshToken()
    const first = await handIn(token)
    expect(first.status).toBe(204)
    expect(first.headers['set-cookie']).toHaveLength(1)
    expect(first.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^cloud-sandbox-${server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    )
    const second = await handIn(token)
    expect(second.status).toBe(410)
    expect(JSON.parse(second.text)).toEqual({
      message: 'This address was used already. Type npm start again: it prints a new one.',
    })
    expect(second.headers['set-cookie']).toBeUndefined()
  })

  test('a wrong token is refused and uses up no other', async () => {
    const token = freshToken()
    expect((await handIn('wrong')).status).toBe(403)
    expect((await handIn(token)).status).toBe(204)
  })

  test('a token is not taken without our Origin, as a form or with more than a token', async () => {
    const token = freshToken()
    const json = { 'content-type': 'application/json' }
    expect((await ask('POST', '/session', json, JSON.stringify({ token }))).status).toBe(403)
    expect((await handIn(token, { origin: 'http://evil.test' })).status).toBe(403)
    expect((await handIn(token, { origin: 'null' })).status).toBe(403)
    expect((await handIn(token, { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await handIn(token, { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415)
    const json2 = { ...json, origin: origin() }
    expect((await ask('POST', '/session', json2, '{')).status).toBe(400)
    expect((await ask('POST', '/session', json2, '{"token":{"x":1}}')).status).toBe(400)
    expect((await ask('POST', '/session', json2, JSON.stringify({ token: 'x'.repeat(10_000) }))).status).toBe(413)
    expect((await handIn(token)).status).toBe(204)
  })

  test('the wire opens with cookie and Origin, for several tabs', async () => {
    const cookie = await openSession()
    expect(await wire({ cookie, origin: origin() })).toBe('open')
    expect(await wire({ cookie: `other=1; ${cookie}`, origin: origin() })).toBe('open')
    expect(wires).toHaveLength(2)
  })

  test('the wire is refused without cookie, with another cookie, origin or path', async () => {
    const cookie = await openSession()
    const name = cookie.split('=')[0]
    expect(await wire({ origin: origin() })).toBe(401)
    expect(await wire({ cookie: `${name}=wrong`, origin: origin() })).toBe(401)
    expect(await wire({ cookie: `x${cookie}`, origin: origin() })).toBe(401)
    expect(await wire({ cookie })).toBe(403)
    expect(await wire({ cookie, origin: 'http://evil.test' })).toBe(403)
    expect(await wire({ cookie, origin: `http://localhost:${server.port}` })).toBe(403)
    expect(await wire({ cookie, origin: origin() }, '/other')).toBe(404)
    expect(wires).toHaveLength(0)
  })

  test('another user of this computer gets nothing for a token or a cookie, and uses up neither', async () => {
    const cookie = await openSession()
    const token = freshToken()
    isOwnUser = false
    expect((await handIn(token)).status).toBe(403)
    expect(await wire({ cookie, origin: origin() })).toBe(403)
    isOwnUser = true
    expect((await handIn(token)).status).toBe(204)
    expect(await wire({ cookie, origin: origin() })).toBe('open')
    expect(wires).toHaveLength(1)
  })

  test('a page can ask whether its browser may open the wire', async () => {
    expect((await ask('GET', '/session')).status).toBe(401)
    expect((await ask('GET', '/session', { cookie: await openSession() })).status).toBe(204)
  })

  test('a taken port is said with what to do', async () => {
    const second = openWindowServer({ pageFolder: folder, port: server.port, onWire: () => {} })
    await expect(second).rejects.toThrow(PortTakenError)
    await expect(second).rejects.toThrow(`Port ${server.port} is taken by another program.`)
  })

  test('closing ends open wires', async () => {
    const socket = new WebSocket(`ws://${own()}/wire`, {
      headers: { host: own(), origin: origin(), cookie: await openSession() },
    })
    await once(socket, 'open')
    const closed = once(socket, 'close')
    await server.close()
    expect((await closed)[0]).toBe(1001)
  })
})

'use strict'
// `protocol.handle`, which came with Electron 25, over the older `registerBufferProtocol`.
// A handler gets { url, method, headers } and answers new Response(text or bytes or null, { status, headers }); streams are not known.
const { app, protocol, session } = require('electron')

class PlainHeaders extends Map {
  constructor(init) {
    super()
    const pairs = init === undefined ? [] : typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init)
    for (const [name, value] of pairs) this.set(name, value)
  }
  get(name) {
    return super.get(String(name).toLowerCase()) ?? null
  }
  has(name) {
    return super.has(String(name).toLowerCase())
  }
  set(name, value) {
    return super.set(String(name).toLowerCase(), String(value))
  }
}

class PlainResponse {
  constructor(body, init) {
    this.body = body ?? ''
    this.status = init?.status ?? 200
    this.headers = new PlainHeaders(init?.headers)
  }
}

globalThis.Headers ??= PlainHeaders
globalThis.Response ??= PlainResponse

/** net::ERR_FAILED */
const failed = -2

function handle(scheme, handler) {
  return this.registerBufferProtocol(scheme, async ({ url, method, headers }, reply) => {
    try {
      const response = await handler({ url, method, headers: new PlainHeaders(headers) })
      const type = response.headers.get('content-type') ?? 'application/octet-stream'
      reply({
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        mimeType: type.split(';')[0].trim(),
        charset: 'utf-8',
        data: Buffer.from(response.body),
      })
    } catch (error) {
      console.error(error)
      reply({ error: failed })
    }
  })
}

app.on('session-created', (created) => {
  created.protocol.handle ??= handle
})
protocol.handle ??= (scheme, handler) => handle.call(session.defaultSession.protocol, scheme, handler)

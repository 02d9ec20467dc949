import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * How long a client may take: for the head of a request, and between two requests. Its body has limits of its own (`read-body.ts`);
 * the one here ends what none of them sees. All are looked at every two seconds. A running program is none of this: its answer may
 * take as long as its limit.
 */
export const patience = {
  requestTimeout: 3_600_000,
  keepAliveTimeout: 72_000,
  http: { headersTimeout: 10_000, requestTimeout: 3_600_000, connectionsCheckingInterval: 2_000 },
} as const

/** A client that has taken nothing of an answer for so long takes no more. */
const unreadMs = 30_000

/** Of one entrance. Beyond it the one that the server has waited for longest makes room. */
const mostConnections = 1000

/**
 * Keeps clients that are slow, broken or many from harming others: of too many connections those are closed that are silent or still
 * sending, and an answer that nobody reads is not kept for long.
 */
export function keepConnectionsHarmless(app: FastifyInstance): void {
  /** Nothing is being done for them: in the order of their last answer, or of their coming. */
  const waitedFor = new Set<Socket>()
  let open = 0
  app.server.on('connection', (socket: Socket) => {
    open += 1
    waitedFor.add(socket)
    socket.once('close', () => {
      open -= 1
      waitedFor.delete(socket)
    })
    const [longest] = waitedFor
    // With all of them at work the new one is itself the only one.
    if (open > mostConnections) longest?.destroy()
  })
  app.addHook('onRequest', async (request, reply) => {
    const { socket, headers, raw } = request
    // A body that does not come is waited for like silence.
    if (hasBody(headers)) raw.once('end', () => waitedFor.delete(socket))
    else waitedFor.delete(socket)
    // One that becomes a WebSocket is at work for as long as it is open.
    if (headers.upgrade !== undefined) return
    reply.raw.once('close', () => {
      if (socket.destroyed) return
      waitedFor.add(socket)
      if (!raw.complete) dropLater(raw, socket)
    })
  })
  app.addHook('onSend', async (_request, reply) => {
    // Counts from the last byte that went out; after the answer the server sets its own time.
    reply.raw.socket?.setTimeout(unreadMs)
  })
}

/** It was answered before its body had come: the rest is read, so that the answer arrives, but not for ever. */
function dropLater(request: IncomingMessage, socket: Socket): void {
  const late = setTimeout(() => {
    if (!request.complete) socket.destroy()
  }, unreadMs)
  late.unref()
  socket.once('close', () => clearTimeout(late))
}

/** What is no HTTP, or came too slowly, gets a last word where that is still possible. */
export function refuseBroken(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, words] = refusals.get(error.code ?? '') ?? ['400 Bad Request', 'Invalid request']
  if (socket.writable) {
    const head = `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${words.length + 1}\r\n`
    socket.write(`${head}Connection: close\r\n\r\n${words}\n`)
  }
  socket.destroySoon()
}

/** As the server itself says it of a head that does not come. */
export const tooSlow = Object.assign(new Error('The request came too slowly'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })

const refusals = new Map<string, readonly [status: string, words: string]>([
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'The request came too slowly']],
  ['HPE_HEADER_OVERFLOW', ['431 Request Header Fields Too Large', 'The head of the request is too large']],
])

/** Whether a request brings a body, as its head says. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

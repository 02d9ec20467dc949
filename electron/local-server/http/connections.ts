import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * How long a client may take: for the head of a request, for all of it, and between two. The first two are looked at every two
 * seconds. A running program is none of this: its answer may take as long as its limit.
 */
export const patience = {
  requestTimeout: 30_000,
  keepAliveTimeout: 72_000,
  http: { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 },
} as const

/** A client that has taken nothing of an answer for so long takes no more. */
const unreadMs = 30_000

/** Of one entrance. Beyond it the one that was silent longest makes room. */
const mostConnections = 1000

/**
 * Keeps clients that are slow, broken or many from harming others: of too many connections the idle ones are closed, and an answer
 * that nobody reads is not kept for long.
 */
export function keepConnectionsHarmless(app: FastifyInstance): void {
  /** In the order of their last answer, or of their coming. */
  const idle = new Set<Socket>()
  let open = 0
  app.server.on('connection', (socket: Socket) => {
    open += 1
    idle.add(socket)
    socket.once('close', () => {
      open -= 1
      idle.delete(socket)
    })
    const [longest] = idle
    // With all of them at work the new one is itself the idle one.
    if (open > mostConnections) longest?.destroy()
  })
  app.addHook('onRequest', async (request, reply) => {
    const { socket, headers } = request
    idle.delete(socket)
    // One that becomes a WebSocket is at work for as long as it is open.
    if (headers.upgrade !== undefined) return
    reply.raw.once('close', () => {
      if (!socket.destroyed) idle.add(socket)
    })
  })
  app.addHook('onSend', async (_request, reply) => {
    // Counts from the last byte that went out; after the answer the server sets its own time.
    reply.raw.socket?.setTimeout(unreadMs)
  })
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

const refusals = new Map<string, readonly [status: string, words: string]>([
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'The request came too slowly']],
  ['HPE_HEADER_OVERFLOW', ['431 Request Header Fields Too Large', 'The head of the request is too large']],
])

import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { maxFrameBytes } from '../../shared/wire/codec.ts'
import { trustOf } from './request-origin.ts'

/** More windows than anybody has; stops a page that opens sockets in a loop. */
const maxWires = 64

export interface WireOptions {
  /** Whether this `Cookie` header belongs to a browser that showed a good token. */
  readonly isKnown: (cookie: string | undefined) => boolean
  readonly port: () => number
  /** Whether the user who made this connection may use the window. */
  readonly isOwnUser: (socket: Socket) => Promise<boolean>
  readonly onWire: (socket: WebSocket) => void
}

/**
 * Lets the page, and only the page, open the wire at `/wire`. The answer is 403 for another origin or user, 401 without a
 * cookie, 404 elsewhere.
 * @returns ends all wires
 */
export function serveWires(server: Server, { isKnown, port, isOwnUser, onWire }: WireOptions): () => void {
  // Bytes are not compressed: they go no further than this computer.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Without a listener a connection that breaks now would end the program.
    socket.on('error', () => socket.destroy())
    const { host, origin, cookie } = request.headers
    if (trustOf({ host, origin }, port()) !== 'same-origin') return refuse(socket, '403 Forbidden')
    if (request.url !== '/wire') return refuse(socket, '404 Not Found')
    if (!isKnown(cookie)) return refuse(socket, '401 Unauthorized')
    if (sockets.clients.size >= maxWires) return refuse(socket, '503 Service Unavailable')
    void isOwnUser(request.socket).then((own) => {
      if (own) sockets.handleUpgrade(request, socket, head, onWire)
      else refuse(socket, '403 Forbidden')
    })
  })
  return () => {
    for (const socket of sockets.clients) socket.close(1001, 'The application ends.')
    sockets.close()
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

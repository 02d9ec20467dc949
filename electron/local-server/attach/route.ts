import type { IncomingMessage } from 'node:http'
import { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { attachLimits, attachProtocol } from '../../../shared/supervisor/attach.ts'
import { RequestError } from '../errors.ts'
import type { PersonOf } from '../http/person.ts'
import type { Sandboxes } from '../sandboxes/sandboxes.ts'
import { Attachment } from './attachment.ts'

/** What an upgrade came with besides its request. */
interface Upgrade {
  readonly socket: Duplex
  /** The first bytes behind the request. */
  readonly head: Buffer
}

const wsGoingAway = 1001

/**
 * `GET /api/v1/sandbox/{id}/attach`, a WebSocket (`shared/supervisor/attach-1.md`). An upgrade goes through the app like
 * any request, so that what guards the others guards it: Host, Origin, who is inside a sandbox, the token, the owner.
 */
export function attachRoute(app: FastifyInstance, sandboxes: Sandboxes, personOf: PersonOf): void {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>()
  const open = new Set<WebSocket>()
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: attachLimits.headerBytes + attachLimits.bodyBytes + 8,
    handleProtocols: (offered) => (offered.has(attachProtocol) ? attachProtocol : false),
  })

  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    // A client that goes away in the middle; the WebSocket has its own listener later.
    socket.on('error', () => socket.destroy())
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket)
    response.once('finish', () => {
      if (response.socket !== null) socket.end()
    })
    upgrades.set(request, { socket, head })
    app.routing(request, response)
  })

  app.get<{ Params: { readonly id: string } }>('/api/v1/sandbox/:id/attach', (request, reply) => {
    const person = personOf(request)
    const { id } = request.params
    const sandbox = sandboxes.find(id, person)
    if (sandbox === undefined) throw new RequestError(404, 'Sandbox not found')
    const upgrade = upgrades.get(request.raw)
    if (upgrade === undefined) throw new RequestError(426, 'this is a WebSocket')
    if (!offers(request.raw, attachProtocol)) {
      throw new RequestError(400, `the subprotocol ${attachProtocol} has to be offered`)
    }
    const { supervisor } = sandbox
    if (supervisor === undefined) throw new RequestError(503, 'the sandbox is being restarted')
    reply.hijack()
    const { socket, head } = upgrade
    if (reply.raw.socket !== null) reply.raw.detachSocket(reply.raw.socket)
    // For whoever counts requests under way: this one is answered, by the upgrade.
    reply.raw.emit('close')
    sockets.handleUpgrade(request.raw, socket, head, (webSocket) => {
      open.add(webSocket)
      webSocket.once('close', () => open.delete(webSocket))
      const isAllowed = () => sandboxes.find(id, person)?.supervisor === supervisor
      new Attachment(webSocket, supervisor, sandboxes.runtime.environment, isAllowed).begin()
    })
  })

  app.addHook('preClose', async () => {
    for (const webSocket of open) {
      webSocket.close(wsGoingAway, 'the server is ending')
      // Whoever does not say goodbye holds the end up no longer than the others.
      setTimeout(() => webSocket.terminate(), 500).unref()
    }
  })
}

function offers(request: IncomingMessage, protocol: string): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  return offered.split(',').some((name) => name.trim() === protocol)
}

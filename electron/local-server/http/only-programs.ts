import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { RequestError } from '../errors.ts'
import type { LoopbackConnection, Runtime } from '../runtimes/runtime.ts'
import { hasBody } from './connections.ts'

/**
 * Guards a port of the loopback against web pages. A page in a browser always sends an `Origin` with what can change
 * something; one that re-points its own name at 127.0.0.1 betrays itself by `Host`; and without a preflight it can send no
 * JSON. And against the sandboxes themselves: one with a network reaches the loopback, and whoever reaches this port can name
 * any user.
 */
export function allowOnlyPrograms(app: FastifyInstance, runtime: Runtime): void {
  /** Looked up once a connection: who holds it cannot change to the better. */
  const isInside = new WeakMap<Socket, Promise<boolean>>()
  app.addHook('onRequest', async (request) => {
    if (request.headers.origin !== undefined) {
      throw new RequestError(403, 'requests from web pages are refused', 'forbidden')
    }
    const host = request.headers.host
    if (host !== `localhost:${request.socket.localPort}` && host !== `127.0.0.1:${request.socket.localPort}`) {
      throw new RequestError(403, 'this server answers to localhost and 127.0.0.1 only', 'forbidden')
    }
    // Of any method: where no body is read, a page's must not look as if it had been taken.
    if (hasBody(request.headers) && !/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
      throw new RequestError(415, 'a body must be application/json')
    }
    const inside = isInside.get(request.socket) ?? runtime.mayBeInside(connectionOf(request.socket))
    isInside.set(request.socket, inside)
    if (await inside) throw new RequestError(403, 'requests from inside sandboxes are refused', 'forbidden')
  })
}

function connectionOf({ remoteAddress = '', remotePort = 0, localPort = 0 }: Socket): LoopbackConnection {
  return { remoteAddress, remotePort, localPort }
}

import type { FastifyInstance } from 'fastify'
import { RequestError } from '../errors.ts'

/**
 * Guards a port of the loopback against web pages. A page in a browser always sends an `Origin` with what can change
 * something; one that re-points its own name at 127.0.0.1 betrays itself by `Host`; and without a preflight it can send no
 * JSON.
 *
 * @param port known only once it listens.
 */
export function allowOnlyPrograms(app: FastifyInstance, port: () => number): void {
  app.addHook('onRequest', async (request) => {
    if (request.headers.origin !== undefined) {
      throw new RequestError(403, 'requests from web pages are refused', 'forbidden')
    }
    const host = request.headers.host
    if (host !== `localhost:${port()}` && host !== `127.0.0.1:${port()}`) {
      throw new RequestError(403, 'this server answers to localhost and 127.0.0.1 only', 'forbidden')
    }
  })
}

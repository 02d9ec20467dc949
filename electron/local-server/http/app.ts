import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { fastify } from 'fastify'
import { attachRoute } from '../attach/route.ts'
import { RequestError } from '../errors.ts'
import { endRoute } from '../lifetime/end-route.ts'
import type { Entrance } from './auth.ts'
import { keepConnectionsHarmless, patience, refuseBroken } from './connections.ts'
import { Drain } from './drain.ts'
import { takeJsonBodies } from './json-bodies.ts'
import { allowOnlyPrograms } from './only-programs.ts'
import { checkPeople } from './person.ts'
import { programRoutes } from './programs/routes-programs.ts'
import { keptRoutes } from './routes-kept.ts'
import { openRoutes, openRoutesFor } from './routes-open.ts'
import { sandboxRoutes } from './routes-sandboxes.ts'
import { sessionRoutes } from './routes-sessions.ts'
import type { Services } from './services.ts'

/**
 * The HTTP API over one entrance. Both entrances share their services.
 *
 * @param onFault told about an error that is ours, with its stack; the answer says only that there was one.
 */
export function buildApp(
  services: Services,
  entrance: Entrance,
  onFault: (error: unknown) => void,
): { readonly app: FastifyInstance; readonly drain: Drain } {
  const app = fastify({
    ...patience,
    exposeHeadRoutes: false,
    clientErrorHandler: refuseBroken,
    // A path that cannot be decoded, or holds an id longer than any: there is nothing there.
    frameworkErrors: (_error, _request, reply) => sendText(reply, 404, '404 page not found'),
  })
  services.lifetime.clients.watch(app.server)
  keepConnectionsHarmless(app)
  const drain = new Drain(app)
  takeJsonBodies(app, services.bodies)
  if (entrance === 'tcp') allowOnlyPrograms(app, services.sandboxes.runtime)
  refuseTrailingSlashes(app)
  const known = recordRoutes(app)
  const personOf = checkPeople(app, services.tokens, entrance, openRoutes)
  openRoutesFor(app, services, entrance)
  sessionRoutes(app, services, personOf)
  keptRoutes(app, services, personOf)
  sandboxRoutes(app, services, personOf)
  attachRoute(app, services.sandboxes, personOf)
  if (entrance === 'socket') {
    programRoutes(app, services.programs, personOf)
    endRoute(app, services.lifetime)
  }

  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url)
    return known.some((pattern) => pattern.test(path))
      ? sendText(reply, 405, 'Method Not Allowed')
      : sendText(reply, 404, '404 page not found')
  })
  app.setErrorHandler<FastifyError | Error>((error, request, reply) => {
    if (error instanceof RequestError) return sendRefusal(reply, error)
    const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500
    if (isDiskFull(error)) return sendRefusal(reply, diskFull)
    if (status === 400 && openRoutes.has(request.routeOptions.url ?? '')) {
      return sendRefusal(reply, new RequestError(400, 'Invalid request body', 'invalid_request'))
    }
    if (status < 500) return sendText(reply, status, status === 400 ? 'Invalid request body' : error.message)
    // A client that went away in the middle of its answer is no fault of ours.
    if (!reply.raw.destroyed) onFault(error)
    return reply.status(500).send({ error: 'internal_error', message: 'The server failed. Its log says why.' })
  })
  return { app, drain }
}

const diskFull = new RequestError(507, 'The disk of this computer is full. Make room on it.', 'disk_full')

/** Of SQLite and of the file system; what programs in a sandbox meet, they say themselves. */
function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'SQLITE_FULL' || error.code === 'ENOSPC')
}

/** Without the query, which may hold a slash wherever it likes. */
function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? ''
}

/** Such a path would be a session with an empty id. */
function refuseTrailingSlashes(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (/.\/$/.test(pathOf(request.url))) throw new RequestError(404, '404 page not found')
  })
}

/** The paths of all routes added from now on: a known path with another method is 405, not 404. */
function recordRoutes(app: FastifyInstance): readonly RegExp[] {
  const patterns: RegExp[] = []
  app.addHook('onRoute', ({ url }) => {
    patterns.push(new RegExp(`^${url.replaceAll(/:[a-z]+/g, '[^/]+')}$`))
  })
  return patterns
}

function sendRefusal(reply: FastifyReply, error: RequestError): FastifyReply {
  if (error.code === undefined) return sendText(reply, error.status, error.message)
  return reply.status(error.status).send({ error: error.code, message: error.message })
}

function sendText(reply: FastifyReply, status: number, words: string): FastifyReply {
  return reply.status(status).type('text/plain; charset=utf-8').send(`${words}\n`)
}

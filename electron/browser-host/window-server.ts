import type { AddressInfo, Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import fastify from 'fastify'
import type { WebSocket } from 'ws'
import { BrowserSessions } from './browser-sessions.ts'
import { OneTimeTokens } from './one-time-tokens.ts'
import { pageResponse, securityHeaders } from './page/page-response.ts'
import { trustOf } from './request-origin.ts'
import { sessionRoutes } from './session-routes.ts'
import { serveWires } from './wire-upgrade.ts'

export interface WindowServerOptions {
  /** Folder of the built window. */
  readonly pageFolder: string
  /** 0: a free one. */
  readonly port: number
  /** Whether the user who made a connection may use the window; everybody without it. */
  readonly isOwnUser?: (socket: Socket) => Promise<boolean>
  /** Takes each WebSocket that may speak the wire. */
  readonly onWire: (socket: WebSocket) => void
}

export interface WindowServer {
  readonly port: number
  /** A fresh address that opens the window once. */
  newAddress(): string
  /** Ends all connections. */
  close(): Promise<void>
}

/** The port asked for belongs to another program. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

/**
 * Serves the window on the loopback address: its files to anybody on this computer, the wire to browsers that showed a
 * token of `newAddress`.
 * @throws PortTakenError
 */
export async function openWindowServer({
  pageFolder,
  port,
  isOwnUser = async () => true,
  onWire,
}: WindowServerOptions): Promise<WindowServer> {
  const tokens = new OneTimeTokens()
  let bound: { port: number; sessions: BrowserSessions } | undefined
  const listening = () => {
    if (bound === undefined) throw new Error('A request came before the port was known')
    return bound
  }

  const app = fastify({ bodyLimit: 4096, forceCloseConnections: true })
  // Only JSON is taken: a page of another origin cannot send it without asking first, and it is never answered.
  app.removeContentTypeParser('text/plain')
  guard(app, () => listening().port)
  sessionRoutes(app, { tokens, sessions: () => listening().sessions, port: () => listening().port, isOwnUser })
  // Browsers ask for it by themselves, and would report a 404 as an error of the page.
  app.get('/favicon.ico', async (_request, reply) => reply.code(204).send())
  app.get('/*', async (request, reply) => {
    const pathname = (request.raw.url ?? '').split('?', 1)[0] ?? ''
    const { status, headers, body } = await pageResponse(pageFolder, pathname, socketOriginOf(request.headers.host))
    return reply.code(status).headers(headers).send(body)
  })
  const endWires = serveWires(app.server, {
    isKnown: (cookie) => listening().sessions.has(cookie),
    port: () => listening().port,
    isOwnUser,
    onWire,
  })

  try {
    await app.listen({ host: '127.0.0.1', port })
  } catch (error) {
    await app.close()
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new PortTakenError(`Port ${port} is taken by another program. Give another one with --port, or none.`)
  }
  const actual = (app.server.address() as AddressInfo).port
  bound = { port: actual, sessions: new BrowserSessions(actual) }
  return {
    port: actual,
    newAddress: () => `http://127.0.0.1:${actual}/#token=${tokens.mint()}`,
    async close() {
      endWires()
      await app.close()
    },
  }
}

/** Refuses what another site may have sent, before anything reads it, and puts the security headers on every answer. */
function guard(app: FastifyInstance, port: () => number): void {
  app.addHook('onRequest', async (request, reply) => {
    const { host, origin } = request.headers
    if (trustOf({ host, origin }, port()) === 'refused') {
      await reply.headers(securityHeaders()).code(403).send({ message: 'This address is not served here.' })
      return
    }
    reply.headers(securityHeaders(socketOriginOf(host))).header('Cache-Control', 'no-store')
  })
  app.setErrorHandler(async (error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 500
    // The words of a library say nothing to a person, and could repeat what was sent.
    return reply
      .code(status)
      .send({ message: status === 500 ? 'This did not work.' : 'This request is not understood.' })
  })
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).send({ message: 'There is no such address.' }))
}

/** `host` was checked: it is one of the two names of this server. */
function socketOriginOf(host: string | undefined): { socketOrigin?: string } {
  return host === undefined ? {} : { socketOrigin: `ws://${host}` }
}

import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TestCertificate } from './certificates.ts'

/** A request as it came. */
export interface Received {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly authorization: string | undefined
  readonly body: string
  /** The TCP connection, counted from 1. */
  readonly connection: number
}

/** What is answered; `hang up` closes the connection without a word, `silence` never answers. */
export type Reply =
  | 'hang up'
  | 'silence'
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      /** An object goes as JSON, text as it is. */
      readonly body?: unknown
    }

export type Answer = (request: Received) => Reply | undefined | Promise<Reply | undefined>

/** A real HTTP server that answers what a test wants it to. */
export interface LyingServer {
  readonly origin: string
  readonly received: readonly Received[]
  /** Paths of the requests so far, with their method. */
  lines(): readonly string[]
  close(): Promise<void>
}

/**
 * Answers a token by itself, unless `answer` does; whatever `answer` leaves undefined is a 404.
 * @param tls the server then speaks TLS at `https://localhost`
 */
export async function startLyingServer(answer: Answer, tls?: TestCertificate): Promise<LyingServer> {
  const received: Received[] = []
  const sockets = new Map<Socket, number>()
  let connections = 0
  const onRequest = (request: IncomingMessage, response: ServerResponse) => void handle(request, response)
  const server = tls ? createSecureServer(tls, onRequest) : createServer(onRequest)
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections += 1
    sockets.set(socket, connections)
    socket.on('close', () => sockets.delete(socket))
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const asked: Received = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: Buffer.concat(parts).toString('utf8'),
      connection: sockets.get(request.socket) ?? 0,
    }
    received.push(asked)
    const reply = (await answer(asked)) ?? standard(asked)
    if (reply === 'silence') return
    if (reply === 'hang up') {
      request.socket.destroy()
      return
    }
    const { status = 200, headers = {}, body = '' } = reply
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, headers).end(text)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    received,
    lines: () => received.map(({ method, path }) => `${method} ${path}`),
    async close() {
      for (const socket of sockets.keys()) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function standard({ path }: Received): Reply {
  if (path === '/api/v1/auth/token') return { body: { access_token: 'the-token', expires_in: '86400' } }
  if (path === '/health') return { body: { status: 'ok', service: 'gateway' } }
  return { status: 404, body: '404 page not found\n' }
}

import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Agent, createServer, request as forward } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Address } from '../../../local-server/testing/http-client.ts'

/** What goes wrong with one request that passes. */
export interface Mishap {
  /** The beginning of `METHOD path`, with `:id` for the id of a session. */
  readonly on: string
  /** After the server has done it: a 502, or the connection breaks. Absent: its own answer is passed on. */
  readonly reply?: 'bad gateway' | 'hang up'
  /** Done before the request is passed on. */
  before?(): Promise<unknown>
}

/** Stands before any server and breaks its answers as a test wants. Connections stay as they are: one for one. */
export interface MishapProxy {
  readonly address: Address
  /** Each happens once. */
  readonly mishaps: Mishap[]
  close(): Promise<void>
}

/** @param socketPath where it listens; a free port of this computer when absent */
export async function startMishapProxy(target: Address, socketPath?: string): Promise<MishapProxy> {
  const mishaps: Mishap[] = []
  const agents = new Map<Socket, Agent>()
  const server = createServer((request, response) => {
    // A client that left is told nothing.
    void pass(request, response).catch(() => request.socket.destroy())
  })
  server.on('connection', (socket) => {
    agents.set(socket, new Agent({ keepAlive: true, maxSockets: 1 }))
    socket.on('close', () => {
      agents.get(socket)?.destroy()
      agents.delete(socket)
    })
  })

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const { method = '', url = '', headers } = request
    const line = `${method} ${url.replace(/\/sessions\/[^/]+/, '/sessions/:id')}`
    const mishap = mishaps.find(({ on }) => line.startsWith(on))
    if (mishap) mishaps.splice(mishaps.indexOf(mishap), 1)
    await mishap?.before?.()
    const sent = forward({ ...target, method, path: url, headers, agent: agents.get(request.socket) ?? false })
    sent.end(Buffer.concat(parts))
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    const body: Buffer[] = []
    for await (const part of answer) body.push(part as Buffer)
    if (mishap?.reply === 'hang up') return void request.socket.destroy()
    if (mishap?.reply === 'bad gateway')
      response
        .writeHead(502, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: 'service_unavailable', message: 'http://localhost:9090' }))
    else response.writeHead(answer.statusCode ?? 500, answer.headers).end(Buffer.concat(body))
  }

  server.listen(socketPath === undefined ? { port: 0, host: '127.0.0.1' } : { path: socketPath })
  await once(server, 'listening')
  const address: Address =
    socketPath === undefined ? { host: '127.0.0.1', port: (server.address() as AddressInfo).port } : { socketPath }
  return {
    address,
    mishaps,
    async close() {
      for (const socket of agents.keys()) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

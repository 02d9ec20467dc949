import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { PortTakenError } from '../http/listen.ts'
import type { Behind } from './answer.ts'
import { replyTo, sendReply } from './answer.ts'
import { Connection } from './connection.ts'
import type { Mishap, PlainRequest } from './mishaps.ts'
import { takeMishap } from './mishaps.ts'
import { bare } from './replies.ts'

/** The gateway's end of all connections. */
export interface Gateway {
  readonly port: number
  /** The last that came in, in order. */
  readonly requests: readonly PlainRequest[]
  /** What a test wants to go wrong; each is used up. */
  readonly mishaps: Mishap[]
  /** Ends every connection, whatever is under way on it. */
  close(): Promise<void>
}

/** For a server that runs for days. */
const mostRecords = 100_000

const badRequest =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request'

/** Listens on 127.0.0.1. @param port 0 means any free one. @throws PortTakenError */
export async function startGateway(behind: Behind, port: number): Promise<Gateway> {
  const connections = new Map<Socket, Connection>()
  const requests: PlainRequest[] = []
  const mishaps: Mishap[] = []
  // Node's own limits would answer by themselves, and tell the client about them.
  const server = createServer({ keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0, maxHeaderSize: 1024 ** 2 })
  let count = 0
  server.on('connection', (socket) => {
    count += 1
    connections.set(socket, new Connection(socket, count, behind.times))
    socket.on('close', () => connections.delete(socket))
  })
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end(badRequest)
  })
  server.on('request', (request, response) => {
    const connection = connections.get(request.socket)
    if (connection === undefined) return
    serve(connection, request, response).catch((error: unknown) => {
      behind.onFault(error)
      request.socket.destroy()
    })
  })

  async function serve(connection: Connection, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: target = '' } = request
    const record: PlainRequest = { method, target, connection: connection.number, status: undefined }
    requests.push(record)
    if (requests.length > mostRecords) requests.splice(0, mostRecords / 2)
    const readBody = connection.begin(request, response)
    const mishap = takeMishap(mishaps, record)
    let reply = mishap === undefined || mishap.works ? await replyTo(behind, connection, request, readBody) : undefined
    if (mishap !== undefined) {
      if (mishap.reply === 'silence') return
      if (mishap.reply === 'hang up') return void request.socket.destroy()
      reply = { ...bare(mishap.reply.status, ''), ...mishap.reply }
    }
    if (reply === undefined || response.destroyed) return
    record.status = reply.status
    sendReply(request, response, reply)
  }

  await listening(server, port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    requests,
    mishaps,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of connections.keys()) socket.destroy()
      await closed
    },
  }
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EADDRINUSE') throw error
    throw new PortTakenError(`Port ${port} is taken by another program. Choose another one with --port.`)
  }
}

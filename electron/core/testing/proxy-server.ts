import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'

/** An HTTP proxy that lets ways through, or answers with another status. */
export interface ProxyServer {
  readonly origin: string
  /** Where it was asked to lead. */
  readonly targets: readonly string[]
  close(): Promise<void>
}

export async function startProxyServer(status = 200): Promise<ProxyServer> {
  const targets: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((_request, response) => response.writeHead(405).end())
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  })
  server.on('connect', ({ url = '' }, socket: Socket) => {
    targets.push(url)
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
    const [host = '', port = ''] = url.split(':')
    const way = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(way).pipe(socket)
    })
    sockets.add(way)
    way.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    return socket.on('close', () => way.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    targets,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

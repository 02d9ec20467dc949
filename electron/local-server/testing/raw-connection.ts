import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createConnection } from 'node:net'
import type { Address } from './http-client.ts'

/** A connection whose bytes a test writes itself. */
export interface RawConnection {
  readonly socket: Socket
  /** Fulfilled when the other side has closed it. */
  readonly closed: Promise<void>
  /** What has come so far. */
  text(): string
}

/** @param options `reads: false`: nothing is taken from the connection until `socket.resume()` */
export async function connectRaw(address: Address, { reads = true } = {}): Promise<RawConnection> {
  const pieces: Buffer[] = []
  const socket =
    'socketPath' in address
      ? createConnection({ path: address.socketPath, allowHalfOpen: true })
      : createConnection({ host: address.host, port: address.port, allowHalfOpen: true })
  // Being cut off is what some tests wait for.
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
  })
  await once(socket, 'connect')
  if (reads) socket.on('data', (piece: Buffer) => pieces.push(piece))
  socket.on('end', () => socket.end())
  return { socket, closed, text: () => Buffer.concat(pieces).toString('utf8') }
}

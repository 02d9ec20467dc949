import type { RawData, WebSocket } from 'ws'
import { decode, encode } from '../../shared/wire/codec.ts'
import type { Port } from '../../shared/wire/port.ts'
import { portOver } from '../../shared/wire/port.ts'

/** A page that leaves this much unread is stuck; streams stop at their window long before. */
const maxUnread = 256 * 1024 * 1024

/** How long a peer may take to answer our goodbye before the socket is cut (ms). */
const closeWait = 2000

/**
 * The wire over a WebSocket of the package ws, on either side. One binary message is one frame; the server sets
 * `maxPayload` to `maxFrameBytes`.
 */
export function socketPort(socket: WebSocket): Port {
  const end = portOver({
    send(message) {
      socket.send(encode(message))
      if (socket.bufferedAmount > maxUnread) end.ended()
    },
    close() {
      socket.close()
      // A peer that never answers would keep the socket, and with it this process, for half a minute.
      const timer = setTimeout(() => socket.terminate(), closeWait)
      socket.once('close', () => clearTimeout(timer))
      if (socket.readyState === socket.CLOSED) clearTimeout(timer)
    },
  })
  socket.on('message', (data: RawData, isBinary: boolean) => {
    try {
      if (!isBinary) throw new TypeError('Text is no frame.')
      end.deliver(decode(bytesOf(data)))
    } catch {
      end.ended()
    }
  })
  socket.on('close', end.ended)
  // A reset, or a message over `maxPayload`: the package closes the socket itself.
  socket.on('error', end.ended)
  return end
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}

import { decode, encode } from '../../shared/wire/codec.ts'
import type { Port } from '../../shared/wire/port.ts'
import { portOver } from '../../shared/wire/port.ts'

/** A wire's port over an open WebSocket of the page: one binary message is one frame of the codec. */
export function webSocketPort(socket: WebSocket): Port {
  const end = portOver({
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(encode(message))
    },
    close: () => socket.close(),
  })
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    try {
      if (!(data instanceof ArrayBuffer)) throw new TypeError('Text is no frame.')
      end.deliver(decode(new Uint8Array(data)))
    } catch {
      end.ended()
    }
  })
  socket.addEventListener('close', end.ended)
  if (socket.readyState > WebSocket.OPEN) end.ended()
  return end
}

import { once } from 'node:events'
import { connect } from 'node:net'

/** Where requests go, and what each of them is. */
export interface RateTarget {
  readonly port: number
  readonly path: string
  readonly headers: readonly string[]
}

const connections = 8

/**
 * Requests that a server answers in a second, over some connections that each ask again when they were answered. Over bare sockets: a
 * client library would be slower than the server.
 *
 * @param milliseconds how long it is asked
 * @throws when an answer is no 200
 */
export async function requestRate(target: RateTarget, milliseconds: number): Promise<number> {
  const end = performance.now() + milliseconds
  const counts = await Promise.all(Array.from({ length: connections }, () => askUntil(target, end)))
  return counts.reduce((sum, count) => sum + count, 0) / (milliseconds / 1000)
}

async function askUntil({ port, path, headers }: RateTarget, end: number): Promise<number> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  await once(socket, 'connect')
  const request = `${[`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...headers].join('\r\n')}\r\n\r\n`
  let count = 0
  let text = ''
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.setEncoding('latin1')
    socket.on('data', (piece: string) => {
      text += piece
      if (!isWhole(text)) return
      if (!text.startsWith('HTTP/1.1 200')) return reject(new Error(text))
      text = ''
      count += 1
      if (performance.now() < end) socket.write(request)
      else resolve()
    })
    socket.write(request)
  })
  socket.destroy()
  return count
}

function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head + 2))?.[1]
  return text.length >= head + 4 + Number(length ?? 0)
}

import { request } from 'node:http'
import { createConnection } from 'node:net'

/** How long a server on this computer may take to answer (ms). */
const answerWait = 2000

/** Does a server answer `GET /health` on this socket? */
export function answersHealth(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/health', timeout: answerWait, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    asked.on('error', () => resolve(false))
    asked.on('timeout', () => asked.destroy(new Error('No answer in time.')))
    asked.end()
  })
}

/**
 * Resolves when nothing listens on this socket any more. It holds one silent connection, which the server's end closes;
 * a server that closes it for its silence is connected to again.
 * @returns `end` stops watching without resolving
 */
export function watchSocket(socketPath: string): { readonly gone: Promise<void>; end(): void } {
  let stop = () => {}
  const gone = new Promise<void>((resolve) => {
    let ended = false
    const connect = () => {
      const socket = createConnection(socketPath)
      let connected = false
      socket.on('connect', () => {
        connected = true
        // Watching must not keep this process.
        socket.unref()
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        if (ended) return
        if (connected) connect()
        else resolve()
      })
      socket.resume()
      stop = () => {
        ended = true
        socket.destroy()
      }
    }
    connect()
  })
  return { gone, end: () => stop() }
}

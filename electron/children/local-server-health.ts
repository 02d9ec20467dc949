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

/** Pause before a server that closed our connection is asked again (ms). */
const pause = 250

/**
 * Resolves when nothing listens on this socket any more. It asks for `/health` once and holds the connection, which
 * then counts as idle: the server closes it when it ends, at once, or after a while for its silence; then it is asked
 * again. A connection that had never asked anything would hold up the server's end.
 * @returns `end` stops watching; `gone` then stays open
 */
export function watchSocket(socketPath: string): { readonly gone: Promise<void>; end(): void } {
  let ended = false
  let stop = () => {}
  const gone = new Promise<void>((resolve) => {
    function connect(): void {
      const socket = createConnection(socketPath)
      let connected = false
      // Watching must not keep this process.
      socket.unref()
      socket.on('connect', () => {
        connected = true
        socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        if (ended) return
        if (!connected) return resolve()
        const timer = setTimeout(connect, pause)
        timer.unref()
        stop = () => clearTimeout(timer)
      })
      socket.resume()
      stop = () => socket.destroy()
    }
    connect()
  })
  return {
    gone,
    end() {
      ended = true
      stop()
    },
  }
}

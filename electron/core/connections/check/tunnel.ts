import type { Socket } from 'node:net'
import { StepFailure } from './step.ts'

/** ms. */
const patience = 10_000
/** Bytes: the answer of a proxy has a status and some headers. */
const longestHead = 16_384

/** Asks an HTTP proxy for the way to a server, on a socket to the proxy; afterwards the socket ends at the server. */
export async function openTunnel(socket: Socket, host: string, port: number, signal: AbortSignal): Promise<void> {
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`)
  const head = await readHead(socket, signal)
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]
  if (status?.startsWith('2')) return
  if (status === undefined)
    throw new StepFailure('What answers as the proxy is none.', 'Check the address and the port of the proxy.')
  if (status === '407')
    throw new StepFailure(
      'The proxy asks for a user name and a password (407).',
      'Such a proxy cannot be used yet: a local one that signs in for you can stand in between.',
    )
  throw new StepFailure(
    `The proxy does not let the way to ${host} through (it answered ${status}).`,
    'Ask whoever runs the proxy to allow this server, or leave the proxy out.',
  )
}

async function readHead(socket: Socket, signal: AbortSignal): Promise<string> {
  let timer: NodeJS.Timeout | undefined
  let stop = () => {}
  let take = (_bytes: Buffer) => {}
  try {
    return await new Promise<string>((resolve, reject) => {
      const silent = new StepFailure('The proxy did not answer.', 'Check the address and the port of the proxy.')
      let head = ''
      stop = () => reject(silent)
      take = (bytes) => {
        head += bytes.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end >= 0) resolve(head.slice(0, end))
        else if (head.length > longestHead) reject(silent)
      }
      timer = setTimeout(stop, patience)
      socket.on('data', take).once('close', stop)
      signal.addEventListener('abort', stop, { once: true })
    })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    socket.off('data', take).off('close', stop)
    socket.pause()
  }
}

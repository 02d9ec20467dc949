import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { StepFailure } from './step.ts'

/** ms. */
const patience = 10_000

/** A TCP connection. Throws `StepFailure` with what to do, also after 10 s; ends at once when aborted. */
export async function openSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port })
  try {
    await settled(socket, 'connect', signal)
    return socket
  } catch (error) {
    socket.destroy()
    throw failureOf(error, host, port)
  }
}

/**
 * Waits for this event of a socket, 10 s at most. Rejects with the socket's error, with a timeout as `ETIMEDOUT`, and when
 * the other side ends it.
 */
export async function settled(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let end = (_error: Error) => {}
  const aborted = () => end(withCode('ABORT_ERR'))
  const closed = () => end(withCode('ECONNRESET'))
  try {
    await new Promise<void>((resolve, reject) => {
      end = reject
      timer = setTimeout(() => reject(withCode('ETIMEDOUT')), patience)
      socket
        .once(event, () => resolve())
        .once('error', reject)
        .once('close', closed)
      signal.addEventListener('abort', aborted, { once: true })
      if (signal.aborted) aborted()
    })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', aborted)
    socket.removeAllListeners(event).off('close', closed)
    // An error that comes later must not be one that nobody listens for.
    socket.on('error', () => undefined)
  }
}

function withCode(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code })
}

function failureOf(error: unknown, host: string, port: number): StepFailure {
  const codes = codesOf(error)
  if (codes.includes('ECONNREFUSED'))
    return new StepFailure(
      `Nothing listens at port ${port} of ${host}.`,
      'Check the port in the address, and that the server runs.',
    )
  if (codes.includes('ETIMEDOUT'))
    return new StepFailure(
      `${host} does not answer at port ${port}.`,
      'A firewall may be in between: check the port, a VPN, or whether a proxy is needed.',
    )
  return new StepFailure(
    `${host} cannot be reached at port ${port}.`,
    'Check that this computer is online, and whether a VPN or a proxy is needed.',
  )
}

/** Several addresses of one name fail with an error that holds one for each. */
function codesOf(error: unknown): readonly unknown[] {
  const { code, errors } = error as { code?: unknown; errors?: unknown }
  return Array.isArray(errors) ? [code, ...errors.flatMap(codesOf)] : [code]
}

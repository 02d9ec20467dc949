import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { RequestError } from '../errors.ts'
import { refuseBroken, tooSlow } from './connections.ts'

/** How long a body may take, in ms. */
export interface BodyPatience {
  /** Between two pieces, while they are waited for. */
  readonly piece: number
  /** For all of it. */
  readonly whole: number
}

/**
 * The pieces of a body as they come.
 *
 * @param take counts each piece, and throws when it was one too many
 * @throws RequestError 400 when the client went away in the middle; one that is too slow is answered and cut off before.
 */
export async function* bodyPieces(
  body: IncomingMessage,
  take: (bytes: number) => void,
  patience: BodyPatience,
): AsyncGenerator<Buffer> {
  // Ended in the middle, it must not take the connection with it: the answer is still to come.
  const pieces: AsyncIterator<unknown> = body.iterator({ destroyOnReturn: false })
  const end = performance.now() + patience.whole
  try {
    for (;;) {
      const slow = setTimeout(
        () => refuseBroken(tooSlow, body.socket),
        Math.min(patience.piece, end - performance.now()),
      )
      const next = await pieces.next().finally(() => clearTimeout(slow))
      if (next.done === true) return
      if (!Buffer.isBuffer(next.value)) throw new Error('A body came as text')
      take(next.value.length)
      yield next.value
    }
  } catch (error) {
    if (error instanceof RequestError) throw error
    throw new RequestError(400, 'the request ended before its body')
  } finally {
    await pieces.return?.()
    // What is left is read and dropped.
    body.resume()
  }
}

/** Strict: bytes that are no UTF-8 would reach a disk as something else, in silence. */
export function utf8(): (piece?: Buffer) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return (piece) => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true })
    } catch {
      throw new RequestError(400, 'Invalid request body')
    }
  }
}

import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { RequestError } from '../errors.ts'

/**
 * The pieces of a body as they come.
 *
 * @param take counts each piece, and throws when it was one too many
 * @throws RequestError 400 when the client went away in the middle.
 */
export async function* bodyPieces(body: IncomingMessage, take: (bytes: number) => void): AsyncGenerator<Buffer> {
  try {
    // Ended in the middle, it must not take the connection with it: the answer is still to come.
    for await (const piece of body.iterator({ destroyOnReturn: false })) {
      const bytes = Buffer.from(piece)
      take(bytes.length)
      yield bytes
    }
  } catch (error) {
    if (error instanceof RequestError) throw error
    throw new RequestError(400, 'the request ended before its body')
  } finally {
    // What is left is read and dropped, for at most the time that a request has to arrive.
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

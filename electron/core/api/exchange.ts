import type { PooledConnection } from './connection-pool.ts'

/** One HTTP request as it goes out. */
export interface OutgoingRequest {
  readonly origin: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query, beginning with a slash. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What came back, read to its end. */
export interface RawAnswer {
  readonly status: number
  readonly text: string
  /** A header by its name in lower case; the first when it was sent twice. */
  header(name: string): string | undefined
}

/** An answer passed the limit that its caller set. */
export class AnswerTooLarge extends Error {}

/** Sends one request on one connection and reads the whole answer, at most `maxBytes` of it. */
export async function exchange(
  connection: PooledConnection,
  request: OutgoingRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<RawAnswer> {
  const { origin, method, path, headers, body } = request
  const answer = await connection.client.request({
    origin,
    method,
    path,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    body: body ?? null,
    signal,
  })
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop destroys the rest of the body, and with it the connection.
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > maxBytes) throw new AnswerTooLarge(`The answer is larger than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return {
    status: answer.statusCode,
    text: Buffer.concat(chunks).toString('utf8'),
    header(name) {
      const value = answer.headers[name]
      return Array.isArray(value) ? value[0] : value
    },
  }
}

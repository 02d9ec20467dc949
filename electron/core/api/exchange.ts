import { Buffer } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import type { PooledConnection } from './connection-pool.ts'
import type { Deadline } from './deadline.ts'

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

/** Why an exchange ended before its answer; the caller knows whose wish it was. */
class ExchangeEnded extends Error {}

/**
 * Sends one request on one connection and reads the whole answer, at most `maxBytes` of it. Ends at once at its deadline, or
 * when the answer is too long: what is under way on the connection then goes with it, so it is not to be used again.
 *
 * On the library's lowest level: a stream for a body of some hundred bytes costs more than all the rest of a request.
 */
export async function exchange(
  connection: PooledConnection,
  { origin, method, path, headers, body }: OutgoingRequest,
  maxBytes: number,
  deadline: Deadline,
): Promise<RawAnswer> {
  return await new Promise<RawAnswer>((resolve, reject) => {
    const end = () => reject(new ExchangeEnded('The exchange was ended.'))
    if (deadline.over) return end()
    deadline.onOver(end)
    const chunks: Uint8Array[] = []
    let size = 0
    let status = 0
    let received: IncomingHttpHeaders = {}
    connection.client.dispatch(
      {
        origin,
        method,
        path,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        body: body ?? null,
      },
      {
        // Without it the library takes this for a handler of its old kind.
        onRequestStart: () => undefined,
        onResponseStart(_controller, statusCode, sent) {
          // An answer of 1xx goes before the answer.
          if (statusCode < 200) return
          status = statusCode
          received = sent
        },
        onResponseData(controller, chunk) {
          size += chunk.byteLength
          if (size <= maxBytes) chunks.push(chunk)
          else {
            const error = new AnswerTooLarge(`The answer is larger than ${maxBytes} bytes.`)
            controller.abort(error)
            reject(error)
          }
        },
        onResponseEnd() {
          resolve({ status, text: textOf(chunks), header: (name) => firstOf(received[name]) })
        },
        onResponseError(_controller, error) {
          reject(error)
        },
      },
    )
  })
}

function textOf(chunks: readonly Uint8Array[]): string {
  const [only] = chunks
  return (chunks.length === 1 && only instanceof Buffer ? only : Buffer.concat(chunks)).toString('utf8')
}

function firstOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value[0] : value
}

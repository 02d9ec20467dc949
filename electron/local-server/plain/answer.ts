import { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Connection } from './connection.ts'
import { WrongTypeError } from './fields.ts'
import type { PlainTimes } from './options.ts'
import type { Reply } from './replies.ts'
import { bare, json, Refusal } from './replies.ts'
import type { Route } from './router.ts'
import { findRoute } from './router.ts'
import type { Tokens } from './tokens.ts'

/** What the gateway stands in front of. */
export interface Behind {
  readonly routes: readonly Route[]
  readonly tokens: Tokens
  readonly times: PlainTimes
  /** Told about errors that are the server's own. */
  readonly onFault: (error: unknown) => void
}

/** Longer answers go in pieces, without a length. */
const longestWhole = 2048

const tooMany = json(429, { error: 'rate_limit_exceeded', message: 'too many requests, please try again later' })

/** The order of the gateway: the bucket, then the path, then the token. `OPTIONS` is free (trap 3.1). */
export async function replyTo(
  { routes, tokens, times, onFault }: Behind,
  connection: Connection,
  request: IncomingMessage,
  readBody: () => Promise<Buffer>,
): Promise<Reply> {
  const method = request.method ?? ''
  if (method === 'OPTIONS') return { ...bare(200, ''), body: '' }
  if (!connection.bucket.take()) {
    return { ...tooMany, headers: { 'Retry-After': String(Math.max(1, Math.round(times.bucket / 1000))) } }
  }
  const found = findRoute(routes, method, request.url ?? '')
  if ('reply' in found) return found.reply
  const { route, id, query } = found
  try {
    const userId = route.open ? '' : await tokens.check(request.headers.authorization)
    return await route.handle({ userId, id, query, body: await readBody() })
  } catch (error) {
    if (error instanceof Refusal) return error.reply
    if (error instanceof WrongTypeError) return bare(400, error.message, 2)
    onFault(error)
    return json(500, { error: 'internal_error', message: 'internal server error' })
  }
}

/** Writes it as the gateway does, with the origin that asks in the CORS headers, whatever it is (trap 3.6). */
export function sendReply(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { status, type, headers, body } = reply
  response.statusCode = status
  // The server says nothing about keeping a connection, unless it closes it.
  if (!response.hasHeader('Connection')) response.removeHeader('Connection')
  const { origin } = request.headers
  for (const [name, value] of Object.entries({ 'Content-Type': type, ...headers, ...corsHeaders(origin) })) {
    response.setHeader(name, value)
  }
  const bytes = Buffer.from(body)
  if (bytes.length > longestWhole) response.write(bytes)
  else response.setHeader('Content-Length', bytes.length)
  response.end(bytes.length > longestWhole ? undefined : bytes)
}

function corsHeaders(origin: string | undefined): Readonly<Record<string, string>> {
  if (origin === undefined) return {}
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE, OPTIONS',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type',
    Vary: 'Origin',
  }
}

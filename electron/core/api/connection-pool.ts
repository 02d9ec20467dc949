import type { Dispatcher } from 'undici'
import { Client, ProxyAgent } from 'undici'
import { fail } from '../../../shared/domain/errors.ts'
import { trustWith } from './trust.ts'

/** Where a server is reached. */
export interface Endpoint {
  /** With no trailing slash: `https://lab.example.org`. The origin to which alone the token goes. */
  readonly origin: string
  /** A Unix socket, or a named pipe, instead of the network. */
  readonly socketPath?: string
  /** Origin of an HTTP proxy that the connection goes through. */
  readonly proxy?: string
  /** Certificates (PEM) that are accepted beside the well-known ones. */
  readonly extraCa?: string
}

/**
 * One TCP connection and what we count on it. It carries one request at a time: what runs long (an execute) then holds
 * up nothing else, and a count of requests is a count for the server's bucket.
 */
export interface PooledConnection {
  readonly client: Dispatcher
  /** Requests sent on the present socket, this one included. */
  used: number
}

/** The server's bucket is 200 for the life of a connection (API note 3.1); ours ends well before. */
export const requestsPerConnection = 150

/** The server closes an idle connection after 30 s without warning (API note 3.2). */
const idleMs = 10_000

const connectTimeoutMs = 10_000

const limits = {
  pipelining: 1,
  // HTTP/2 would be many requests on one counted connection.
  allowH2: false,
  keepAliveTimeout: idleMs,
  keepAliveMaxTimeout: idleMs,
  // The deadline of a call is its own (transport.ts): these would end a long execute.
  headersTimeout: 0,
  bodyTimeout: 0,
} as const

/** Connections to one server. */
export class ConnectionPool {
  readonly #endpoint: Endpoint
  readonly #free: PooledConnection[] = []
  readonly #busy = new Set<PooledConnection>()
  #closed = false

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint
  }

  /** A connection for one request: one that rests, or a new one. Give it back by `release`. Throws after `close`. */
  take(fresh = false): PooledConnection {
    if (this.#closed) throw fail('offline', 'The connection to the server was closed.')
    // The one used last is the least likely to have been closed by the server.
    const resting = fresh ? undefined : this.#free.pop()
    const connection = resting ?? this.#open()
    connection.used += 1
    this.#busy.add(connection)
    return connection
  }

  /** @param reusable false when it broke, or when the server refuses more requests on it */
  release(connection: PooledConnection, reusable: boolean): void {
    if (!this.#busy.delete(connection)) return
    if (!reusable || this.#closed || connection.used >= requestsPerConnection) void connection.client.destroy()
    else this.#free.push(connection)
  }

  /** Requests that the connection which is taken next may still carry. */
  get requestsLeft(): number {
    return requestsPerConnection - (this.#free.at(-1)?.used ?? 0)
  }

  /** Ends all of them, also those in use. */
  async close(): Promise<void> {
    this.#closed = true
    const all = [...this.#free.splice(0), ...this.#busy]
    this.#busy.clear()
    await Promise.all(all.map(({ client }) => client.destroy()))
  }

  #open(): PooledConnection {
    const connection: PooledConnection = { client: this.#dial(() => this.#ended(connection)), used: 0 }
    return connection
  }

  #dial(onEnd: () => void): Dispatcher {
    const { origin, socketPath, proxy, extraCa } = this.#endpoint
    const tls = extraCa === undefined ? {} : trustWith(extraCa)
    if (proxy === undefined)
      return new Client(origin, {
        ...limits,
        connect: { timeout: connectTimeoutMs, ...tls, ...(socketPath === undefined ? {} : { socketPath }) },
      }).on('disconnect', onEnd)
    return new ProxyAgent({
      uri: proxy,
      connections: 1,
      connectTimeout: connectTimeoutMs,
      requestTls: { timeout: connectTimeoutMs, ...tls },
      proxyTls: { timeout: connectTimeoutMs, ...tls },
      // The connection through the proxy is counted as every other.
      factory: (target, options) => new Client(target, { ...options, ...limits }).on('disconnect', onEnd),
    })
  }

  #ended(connection: PooledConnection): void {
    // The client opens a new socket by itself, and that one has a full bucket.
    connection.used = 0
    const index = this.#free.indexOf(connection)
    if (index < 0) return
    this.#free.splice(index, 1)
    void connection.client.destroy()
  }
}

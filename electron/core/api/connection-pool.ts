import { Client } from 'undici'
import { fail } from '../../../shared/domain/errors.ts'

/** Where a server is reached. */
export interface Endpoint {
  /** With no trailing slash: `https://lab.example.org`. The origin to which alone the token goes. */
  readonly origin: string
  /** A Unix socket, or a named pipe, instead of the network. */
  readonly socketPath?: string
}

/**
 * One TCP connection and what we count on it. It carries one request at a time: what runs long (an execute) then holds
 * up nothing else, and a count of requests is a count for the server's bucket.
 */
export interface PooledConnection {
  readonly client: Client
  /** Requests sent on the present socket, this one included. */
  used: number
}

/** The server's bucket is 200 for the life of a connection (API note 3.1); ours ends well before. */
export const requestsPerConnection = 150

/** The server closes an idle connection after 30 s without warning (API note 3.2). */
const idleMs = 10_000

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

  /** Ends all of them, also those in use. */
  async close(): Promise<void> {
    this.#closed = true
    const all = [...this.#free.splice(0), ...this.#busy]
    this.#busy.clear()
    await Promise.all(all.map(({ client }) => client.destroy()))
  }

  #open(): PooledConnection {
    const { origin, socketPath } = this.#endpoint
    const client = new Client(origin, {
      pipelining: 1,
      // HTTP/2 would be many requests on one counted connection.
      allowH2: false,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      // The deadline of a call is its own (transport.ts): these would end a long execute.
      headersTimeout: 0,
      bodyTimeout: 0,
      connectTimeout: 10_000,
      ...(socketPath === undefined ? {} : { socketPath }),
    })
    const connection: PooledConnection = { client, used: 0 }
    client.on('disconnect', () => {
      // The client opens a new socket by itself, and that one has a full bucket.
      connection.used = 0
      const index = this.#free.indexOf(connection)
      if (index >= 0) {
        this.#free.splice(index, 1)
        void client.destroy()
      }
    })
    return connection
  }
}

import type { FastifyRequest } from 'fastify'
import type { TieHints } from '../sessions/ties.ts'

type Connection = FastifyRequest['socket']

interface Noted {
  readonly client: string
  /** Undefined once it has ended. */
  connection: Connection | undefined
}

/** More than all clients keep without a sandbox at a time; older ones are forgotten. */
const mostNoted = 4096

/**
 * Over which connection, and by which client, sessions were created or resumed. A client that never binds keeps one connection,
 * which then tells for which session it acquires a sandbox; after a loss of the connection its token does.
 */
export class ClientSessions {
  /** By session, the newest last. */
  readonly #noted = new Map<string, Noted>()
  readonly #followed = new WeakSet<Connection>()

  /** A session was created or resumed by this request. */
  note(request: FastifyRequest, sessionId: string): void {
    const { socket } = request
    // Whoever had it before does not go on with it.
    this.#noted.delete(sessionId)
    this.#noted.set(sessionId, { client: clientOf(request), connection: socket.destroyed ? undefined : socket })
    const [oldest] = this.#noted.keys()
    if (this.#noted.size > mostNoted && oldest !== undefined) this.#noted.delete(oldest)
    if (this.#followed.has(socket)) return
    this.#followed.add(socket)
    socket.once('close', () => this.#forget(socket))
  }

  /** For which session this request may acquire a sandbox. */
  hints(request: FastifyRequest): TieHints {
    const client = clientOf(request)
    const here: string[] = []
    const mine: string[] = []
    const elsewhere = new Set<string>()
    for (const [sessionId, noted] of this.#noted) {
      if (noted.connection === request.socket) here.unshift(sessionId)
      else if (noted.client === client) mine.unshift(sessionId)
      else if (noted.connection !== undefined) elsewhere.add(sessionId)
    }
    return { own: [...here, ...mine], elsewhere }
  }

  #forget(connection: Connection): void {
    for (const noted of this.#noted.values()) if (noted.connection === connection) noted.connection = undefined
  }
}

/** Each client asks for a token of its own, and no two tokens are alike. */
function clientOf(request: FastifyRequest): string {
  return request.headers.authorization ?? ''
}

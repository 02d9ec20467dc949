import type { FastifyRequest } from 'fastify'
import type { TieHints } from '../sessions/ties.ts'

type Connection = FastifyRequest['socket']

/** More than any client keeps without a sandbox; older ones are forgotten. */
const mostNoted = 256

/**
 * Which sessions were created or resumed over which living connection. A client that never binds keeps one connection, which then
 * tells for which session it acquires a sandbox.
 */
export class ClientSessions {
  /** For each connection the sessions in the order they came, each with the client's mark. */
  readonly #byConnection = new Map<Connection, Map<string, string>>()
  readonly #connectionOf = new Map<string, Connection>()

  /** A session was created or resumed by this request. */
  note(request: FastifyRequest, sessionId: string): void {
    const { socket } = request
    // Whoever had it before does not go on with it.
    this.#forget(sessionId)
    // The connection ended while the answer was made: nobody is there to go on.
    if (socket.destroyed) return
    const here = this.#byConnection.get(socket) ?? this.#follow(socket)
    here.set(sessionId, clientOf(request))
    this.#connectionOf.set(sessionId, socket)
    const [oldest] = here.keys()
    if (here.size > mostNoted && oldest !== undefined) this.#forget(oldest)
  }

  /** For which session this request may acquire a sandbox. */
  hints(request: FastifyRequest): TieHints {
    const client = clientOf(request)
    const elsewhere = new Set<string>()
    for (const [connection, all] of this.#byConnection) {
      if (connection === request.socket) continue
      for (const [sessionId, other] of all) if (other !== client) elsewhere.add(sessionId)
    }
    return { here: [...(this.#byConnection.get(request.socket)?.keys() ?? [])].reverse(), elsewhere }
  }

  #follow(socket: Connection): Map<string, string> {
    const here = new Map<string, string>()
    this.#byConnection.set(socket, here)
    socket.once('close', () => {
      for (const sessionId of here.keys()) this.#connectionOf.delete(sessionId)
      this.#byConnection.delete(socket)
    })
    return here
  }

  #forget(sessionId: string): void {
    const connection = this.#connectionOf.get(sessionId)
    if (connection === undefined) return
    this.#connectionOf.delete(sessionId)
    this.#byConnection.get(connection)?.delete(sessionId)
  }
}

/** Each client asks for a token of its own, and no two tokens are alike. */
function clientOf(request: FastifyRequest): string {
  return request.headers.authorization ?? ''
}

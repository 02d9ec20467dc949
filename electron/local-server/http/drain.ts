import type { FastifyInstance } from 'fastify'
import { RequestError } from '../errors.ts'

/** What is left of a slow sender's time when the server ends. */
const patienceMs = 3_000

/** Closes an app without cutting an answer off, and without waiting for a client that holds a connection and is silent. */
export class Drain {
  readonly #app: FastifyInstance
  #underWay = 0
  #isClosing = false
  #onQuiet: () => void = () => undefined

  /** @param app before its routes are added. */
  constructor(app: FastifyInstance) {
    this.#app = app
    app.addHook('onRequest', async (_request, reply) => {
      this.#underWay += 1
      // Not the hook onResponse: it is not called for a client that goes before its answer.
      reply.raw.once('close', () => {
        this.#underWay -= 1
        if (this.#underWay === 0) this.#onQuiet()
      })
      if (this.#isClosing) throw new RequestError(503, 'the server is ending')
    })
  }

  /** From here on every new request is refused. */
  begin(): void {
    this.#isClosing = true
  }

  /** Waits for the answers that are under way, then ends all connections. */
  async end(): Promise<void> {
    if (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#onQuiet = resolve
        setTimeout(resolve, patienceMs).unref()
      })
    }
    this.#app.server.closeAllConnections()
    await this.#app.close()
  }
}

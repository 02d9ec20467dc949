import { AppError, isAppError } from '../../../shared/domain/errors.ts'
import { steadyNow } from '../steady-now.ts'

/** A token and how long it lives (ms). */
export interface Token {
  readonly token: string
  readonly lifetimeMs: number
}

/** Asked for anew this long before its end. */
const renewBeforeMs = 5 * 60_000

interface Held {
  readonly token: string
  /** ms, the clock to wait by: a life is told as a length. A pasted one is never renewed, only refused. */
  readonly renewAt: number
  readonly endsAt: number
}

/**
 * One user's token on one server, in memory alone. Whoever needs one while one is being asked for shares that answer:
 * a server sees one request, not one for each caller.
 */
export class TokenKeeper {
  readonly #ask: () => Promise<Token>
  readonly #now: () => number
  #held: Held | undefined
  #pasted: string | undefined
  #asking: Promise<string> | undefined

  /** @param now ms, a clock that never goes back */
  constructor(ask: () => Promise<Token>, now: () => number = steadyNow) {
    this.#ask = ask
    this.#now = now
  }

  /** Uses this one from now on, until it is refused: no other is asked for in its place. */
  set(token: string): void {
    this.#pasted = token
    this.#held = { token, renewAt: Number.POSITIVE_INFINITY, endsAt: Number.POSITIVE_INFINITY }
  }

  /** Rejects as the request for one does, and with `auth` when a pasted one was refused. */
  async get(): Promise<string> {
    const held = this.#held
    if (held && this.#now() < held.renewAt) return held.token
    if (this.#pasted !== undefined)
      throw new AppError({
        code: 'auth',
        reason: 'token',
        message: 'The server does not accept the token any more.',
        status: 401,
      })
    this.#asking ??= this.#renew().finally(() => {
      this.#asking = undefined
    })
    try {
      return await this.#asking
    } catch (error) {
      // Being offline signs nobody out: the one at hand is good until its end.
      if (this.#held && this.#now() < this.#held.endsAt && !isAppError(error, 'auth')) return this.#held.token
      throw error
    }
  }

  /** The server refused this one: the next `get` asks for another, unless that has happened already. */
  refused(token: string): void {
    if (this.#held?.token === token) this.#held = undefined
  }

  async #renew(): Promise<string> {
    const askedAt = this.#now()
    const { token, lifetimeMs } = await this.#ask()
    // Half of a short life: a server that gives ten minutes must not be asked before every request.
    const renewAt = askedAt + Math.max(lifetimeMs - renewBeforeMs, lifetimeMs / 2)
    this.#held = { token, renewAt, endsAt: askedAt + lifetimeMs }
    return token
  }
}

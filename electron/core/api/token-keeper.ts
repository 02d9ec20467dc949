/** A token and when it ends (ms, our clock). */
export interface Token {
  readonly token: string
  readonly lifetimeMs: number
}

/** Asked for anew this long before its end. */
const renewBeforeMs = 5 * 60_000

/**
 * One user's token on one server, in memory alone. Whoever needs one while one is being asked for shares that answer:
 * a server sees one request, not one for each caller.
 */
export class TokenKeeper {
  readonly #ask: () => Promise<Token>
  #current: { readonly token: string; readonly renewAt: number } | undefined
  #asking: Promise<string> | undefined

  constructor(ask: () => Promise<Token>) {
    this.#ask = ask
  }

  async get(): Promise<string> {
    if (this.#current && Date.now() < this.#current.renewAt) return this.#current.token
    this.#asking ??= this.#renew().finally(() => {
      this.#asking = undefined
    })
    return await this.#asking
  }

  /** The server refused this one: the next `get` asks for another, unless that has happened already. */
  refused(token: string): void {
    if (this.#current?.token === token) this.#current = undefined
  }

  async #renew(): Promise<string> {
    const { token, lifetimeMs } = await this.#ask()
    // Half of a short life: a server that gives ten minutes must not be asked before every request.
    const renewAt = Date.now() + Math.max(lifetimeMs - renewBeforeMs, lifetimeMs / 2)
    this.#current = { token, renewAt }
    return token
  }
}

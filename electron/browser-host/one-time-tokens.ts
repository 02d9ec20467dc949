import { createHash, randomBytes } from 'node:crypto'

/** What became of a token that somebody showed. */
export type Redeemed = 'ok' | 'used' | 'wrong'

/** How many used tokens are remembered, so that a second use can be told from a wrong one. */
const maxRemembered = 1000

/**
 * Tokens that open the window once. Only their hashes are kept and looked up: how long that takes says nothing about a
 * token, because nobody can choose the hash of what they try.
 */
export class OneTimeTokens {
  readonly #states = new Map<string, 'fresh' | 'used'>()

  /** A new token: 32 random bytes, safe in an address. */
  mint(): string {
    const token = randomBytes(32).toString('base64url')
    this.#states.set(hash(token), 'fresh')
    this.#forgetOldest()
    return token
  }

  /** `ok` for the first use of a token; it is used up by that. */
  redeem(token: string): Redeemed {
    const key = hash(token)
    const state = this.#states.get(key)
    if (state === undefined) return 'wrong'
    if (state === 'used') return 'used'
    this.#states.set(key, 'used')
    return 'ok'
  }

  /** Fresh ones stay: an address that was printed has to work. */
  #forgetOldest(): void {
    for (const [key, state] of this.#states) {
      if (this.#states.size <= maxRemembered) return
      if (state === 'used') this.#states.delete(key)
    }
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}

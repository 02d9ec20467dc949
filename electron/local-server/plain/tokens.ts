import { randomBytes } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { json, Refusal } from './replies.ts'

/** What the API calls a token. */
export interface Token {
  readonly access_token: string
  /** Expired at birth, and no endpoint takes it. */
  readonly refresh_token: string
  readonly token_type: 'Bearer'
  /** Seconds, as text. */
  readonly expires_in: string
}

const algorithm = 'HS256'

/** Signs and checks tokens. There is no password: whoever names a user is that user. */
export class Tokens {
  readonly #secret = randomBytes(32)
  readonly #lifeSeconds: number

  constructor(lifeMs: number) {
    this.#lifeSeconds = Math.max(1, Math.round(lifeMs / 1000))
  }

  async issue(userId: string, role: string): Promise<Token> {
    const now = Math.floor(Date.now() / 1000)
    const sign = (expires: number) =>
      new SignJWT({ user_id: userId, role })
        .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
        .setExpirationTime(expires)
        .setNotBefore(now)
        .setIssuedAt(now)
        .sign(this.#secret)
    return {
      access_token: await sign(now + this.#lifeSeconds),
      refresh_token: await sign(now),
      token_type: 'Bearer',
      expires_in: String(this.#lifeSeconds),
    }
  }

  /** @returns the user. @throws Refusal 401 */
  async check(header: string | undefined): Promise<string> {
    const token = /^Bearer (\S+)$/.exec(header ?? '')?.[1]
    if (token === undefined) throw unauthorized(header === undefined ? 'missing authorization header' : 'invalid token')
    try {
      const { payload } = await jwtVerify(token, this.#secret, { algorithms: [algorithm], requiredClaims: ['exp'] })
      if (typeof payload.user_id === 'string') return payload.user_id
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw unauthorized('token expired')
    }
    throw unauthorized('invalid token')
  }
}

function unauthorized(message: string): Refusal {
  return new Refusal(json(401, { error: 'unauthorized', message }))
}

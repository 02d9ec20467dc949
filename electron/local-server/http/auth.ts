import type { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { RequestError } from '../errors.ts'
import type { Person } from '../people.ts'

/** Where a request came in. The socket's file may be opened by this computer's user alone; a port by everybody on it. */
export type Entrance = 'socket' | 'tcp'

/** What the API calls a token. */
export interface Token {
  readonly access_token: string
  /** Thirty days; `POST /auth/refresh` takes it. */
  readonly refresh_token: string
  readonly token_type: 'Bearer'
  /** Seconds, as text. */
  readonly expires_in: string
}

interface Claims {
  readonly userId: string
  readonly role: string
  readonly use: 'refresh' | undefined
  /** Seconds since 1970. */
  readonly expires: number
}

const mostKnown = 1000

const lifeSeconds = 86_400
const refreshLifeSeconds = 30 * 86_400
const algorithm = 'HS256'

/** Signs and checks tokens. There is no password: whoever names a user is that user. */
export class Tokens {
  readonly #secret: Buffer
  /** Tokens whose signature was found right: looking at it takes longer than most requests. */
  readonly #known = new Map<string, Claims>()

  constructor(secret: Buffer) {
    this.#secret = secret
  }

  /** @throws RequestError 403 for the role `owner` over a port. */
  async issue(userId: string, role: string, entrance: Entrance): Promise<Token> {
    if (role === 'owner' && entrance === 'tcp') {
      throw new RequestError(403, 'the role owner is granted over the private socket only', 'forbidden')
    }
    const now = Math.floor(Date.now() / 1000)
    const sign = (expires: number, more: object) =>
      new SignJWT({ user_id: userId, role, ...more })
        .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(expires)
        // No two are alike: a client is told apart from the next one of the same user by its token.
        .setJti(randomUUID())
        .sign(this.#secret)
    return {
      access_token: await sign(now + lifeSeconds, {}),
      refresh_token: await sign(now + refreshLifeSeconds, { use: 'refresh' }),
      token_type: 'Bearer',
      expires_in: String(lifeSeconds),
    }
  }

  /** A new token for a refresh token. @throws RequestError 401; 403 as `issue`. */
  async refresh(token: string, entrance: Entrance): Promise<Token> {
    const { userId, role } = await this.#verify(token, 'refresh')
    return this.issue(userId, role, entrance)
  }

  /** @throws RequestError 401. */
  async check(header: string | undefined, entrance: Entrance): Promise<Person> {
    const token = /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1]
    if (token === undefined) throw unauthorized('missing or malformed authorization header')
    const { userId, role } = await this.#verify(token, undefined)
    // A token made on the socket loses its role when it comes in by a port.
    return { userId, isOwner: role === 'owner' && entrance === 'socket' }
  }

  async #verify(token: string, use: 'refresh' | undefined): Promise<Claims> {
    const known = this.#known.get(token)
    if (known !== undefined && known.use === use && known.expires * 1000 > Date.now()) return known
    const claims = await this.#read(token, use)
    // Forgotten all at once: there are hardly ever so many, and each is only checked again.
    if (this.#known.size >= mostKnown) this.#known.clear()
    this.#known.set(token, claims)
    return claims
  }

  async #read(token: string, use: 'refresh' | undefined): Promise<Claims> {
    try {
      const { payload } = await jwtVerify(token, this.#secret, { algorithms: [algorithm], requiredClaims: ['exp'] })
      const { user_id: userId, role } = payload
      if (typeof userId !== 'string' || userId === '' || payload.use !== use) throw unauthorized('invalid token')
      return { userId, role: typeof role === 'string' ? role : 'user', use, expires: Number(payload.exp) }
    } catch (error) {
      if (error instanceof RequestError) throw error
      throw unauthorized(error instanceof errors.JWTExpired ? 'token expired' : 'invalid token')
    }
  }
}

function unauthorized(message: string): RequestError {
  return new RequestError(401, message, 'unauthorized')
}

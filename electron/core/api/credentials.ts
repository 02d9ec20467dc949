/**
 * Who we are to a server. There is no password: whoever names a user is that user (API note 2).
 */
export interface Credentials {
  readonly userId: string
  /** `user`, mostly. `owner` sees the sessions of all users; only the local server grants it, on its socket alone. */
  readonly role: string
  /** One that a person pasted in: it is used as it is, and no other is asked for. */
  readonly token?: string
}

/** What is known of a token, without the token. */
export interface TokenFacts {
  /** From its payload, where it is a JSON Web Token. */
  readonly userId?: string
  readonly role?: string
  /** ms, the server's clock. */
  readonly endsAt?: number
}

/** The payload of a JSON Web Token, unverified: only its server can do that. Anything else tells nothing. */
export function factsOfToken(token: string): TokenFacts {
  const [, payload] = /^[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*$/.exec(token) ?? []
  if (payload === undefined) return {}
  try {
    const said: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    if (typeof said !== 'object' || said === null) return {}
    const { user_id, role, exp } = said as Record<string, unknown>
    return {
      ...(typeof user_id === 'string' ? { userId: user_id } : {}),
      ...(typeof role === 'string' ? { role } : {}),
      ...(typeof exp === 'number' && Number.isFinite(exp) ? { endsAt: exp * 1000 } : {}),
    }
  } catch {
    return {}
  }
}

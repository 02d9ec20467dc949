import type { StoredSession } from '../store/sessions-store.ts'

/** What is known of who acquires a sandbox, to find the session that it is for. */
export interface TieHints {
  /** Sessions that were created or resumed over the same connection, then those of the same client; each the newest first. */
  readonly own: readonly string[]
  /** Sessions of other clients that are connected: those will acquire for themselves. */
  readonly elsewhere: ReadonlySet<string>
}

/**
 * The session that an acquired sandbox is for, when its client does not say so: the newest that was created or resumed over the same
 * connection, else by the same client, else the newest that no other client waits for.
 *
 * @param open sessions without a sandbox that may be tied to one, the newest first
 */
export function chooseTie(open: readonly StoredSession[], { own, elsewhere }: TieHints): StoredSession | undefined {
  const known = new Map(open.map((session) => [session.id, session]))
  for (const id of own) {
    const session = known.get(id)
    if (session !== undefined) return session
  }
  return open.find(({ id }) => !elsewhere.has(id))
}

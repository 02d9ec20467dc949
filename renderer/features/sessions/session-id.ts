/** A UUID anywhere in a text: servers name sessions by one. */
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/** An id alone, of a server that names them otherwise; as the contract takes it. */
const bare = /^[A-Za-z0-9][A-Za-z0-9._-]{2,127}$/

/** The session id in what was pasted: a UUID in a line of a log or an address, else the whole when it can be one. */
export function findSessionId(text: string): string | undefined {
  const trimmed = text.trim()
  return uuid.exec(trimmed)?.[0].toLowerCase() ?? (bare.test(trimmed) ? trimmed : undefined)
}

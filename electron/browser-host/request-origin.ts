/** The parts of a request that say where it was made. */
export interface RequestSource {
  readonly host: string | undefined
  readonly origin: string | undefined
}

/**
 * What a request may do by where it comes from.
 * - `refused`: sent to another name (DNS rebinding) or made by another site's page.
 * - `open`: from the address bar or from our page; may read the public files.
 * - `same-origin`: certainly from our page; may hand in a token and open the wire.
 */
export type Trust = 'refused' | 'open' | 'same-origin'

/**
 * Judges a request to the server on this port of the loopback address.
 * A missing `Origin` is no proof of anything: programs and typed addresses send none.
 */
export function trustOf({ host, origin }: RequestSource, port: number): Trust {
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 'refused'
  if (origin === undefined) return 'open'
  // The page's own origin, not the other name of this computer: cookies do not go from one to the other either.
  return origin === `http://${host}` ? 'same-origin' : 'refused'
}

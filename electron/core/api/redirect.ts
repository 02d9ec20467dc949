/** At most so many, all within one origin. */
export const maxRedirects = 3

export type RedirectVerdict =
  | { readonly follow: true /** Path and query. */; readonly path: string }
  | { readonly follow: false /** The host it points to, where that is another one. */; readonly host?: string }

/**
 * Whether a redirect may be followed. Another origin never is: every HTTP library that does it by itself leaks the
 * body, and with it what it names. A request that changes something is sent again only where the
 * status says that it was not carried out and keeps its method.
 */
export function judgeRedirect(
  origin: string,
  from: string,
  status: number,
  location: string | undefined,
  method: string,
): RedirectVerdict {
  if (location === undefined) return { follow: false }
  let target: URL
  try {
    target = new URL(location, `${origin}${from}`)
  } catch {
    return { follow: false }
  }
  if (target.origin !== new URL(origin).origin) return { follow: false, host: target.host }
  if (target.username !== '' || target.password !== '') return { follow: false }
  if (method !== 'GET' && status !== 307 && status !== 308) return { follow: false }
  return { follow: true, path: `${target.pathname}${target.search}` }
}

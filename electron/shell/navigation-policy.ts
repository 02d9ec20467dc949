import { isOwnPage } from './own-page.ts'

/** A navigation that the page began, by a link, a form, a script or something dropped on it. */
export interface Navigation {
  readonly url: string
  readonly isMainFrame: boolean
}

/** The window stays where it is: only loading its own page again is allowed, and no frame loads anything. */
export function mayNavigate({ url, isMainFrame }: Navigation): boolean {
  return isMainFrame && isOwnPage(url)
}

/** Schemes of what the page is made of. `devtools` only while developing. */
const schemes = ['app:', 'blob:', 'data:'] as const

/**
 * Whether a request of the window may go out. All network lies in main; the page has none, whatever runs in it.
 * @param development allows Electron's developer tools
 */
export function mayRequest(address: string, development: boolean): boolean {
  let protocol: string
  try {
    protocol = new URL(address).protocol
  } catch {
    return false
  }
  return (schemes as readonly string[]).includes(protocol) || (development && protocol === 'devtools:')
}

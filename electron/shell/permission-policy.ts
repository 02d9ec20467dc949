import { isOwnOrigin } from './own-page.ts'

/** Who asks for a permission. */
export interface PermissionAsker {
  /** Address or origin; Electron leaves it out for some permissions. */
  readonly url: string | undefined
  readonly isMainFrame: boolean
}

/** The only one: writing text to the clipboard after a click on Copy. Electron by itself grants everything. */
const allowed = 'clipboard-sanitized-write'

/** Whether the page gets a permission. */
export function mayHave(permission: string, { url, isMainFrame }: PermissionAsker): boolean {
  return permission === allowed && isMainFrame && url !== undefined && isOwnOrigin(url)
}

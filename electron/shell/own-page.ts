/** The scheme of the window's own files. It has one host, so that `app:` alone is no origin. */
export const appScheme = 'app'
export const appHost = 'window'

/** The address of the window. Nothing else is ever loaded in it. */
export const pageUrl = `${appScheme}://${appHost}/`

/** Whether an address lies in the window's own origin. Whatever cannot be read does not. */
export function isOwnOrigin(address: string): boolean {
  const url = parse(address)
  return (
    url !== undefined &&
    url.protocol === `${appScheme}:` &&
    url.host === appHost &&
    url.username === '' &&
    url.password === ''
  )
}

/** Whether an address is the window's page itself; query and fragment do not count. */
export function isOwnPage(address: string): boolean {
  return isOwnOrigin(address) && parse(address)?.pathname === '/'
}

function parse(address: string): URL | undefined {
  try {
    return new URL(address)
  } catch {
    return undefined
  }
}

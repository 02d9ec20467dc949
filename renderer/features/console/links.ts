/**
 * The address behind a link in a program's output, or undefined when it is nothing that may be opened: only web
 * addresses, and none with a name or password in it.
 */
export function checkedLink(text: string): URL | undefined {
  try {
    const url = new URL(text)
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined
    return url.username === '' && url.password === '' ? url : undefined
  } catch {
    return undefined
  }
}

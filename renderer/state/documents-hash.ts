/** SHA-256 of a text's UTF-8 bytes, in hex: how a run and the text it came from are compared. */
export async function sha256Of(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What tells a cell's code from another's: the beginning of its SHA-256. Empty lines at its end are no change. */
export async function cellHash(code: string): Promise<string> {
  return (await sha256Of(code.trimEnd())).slice(0, 16)
}

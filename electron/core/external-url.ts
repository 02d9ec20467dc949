/** Verdict on an address that is to be opened outside. */
export type ExternalUrlVerdict =
  | { readonly ok: true /** As the parser wrote it again: what was judged is what is opened. */; readonly url: string }
  | { readonly ok: false; readonly reason: string }

/** Longer ones are cut or refused by some systems' openers. */
const maxLength = 2048

/**
 * Only plain web addresses: an opener hands anything else to whatever program registered for it. Spaces, control
 * characters and quotes are gone after the parser wrote the address again, so that no opener can read them as its own.
 * Item 15 of Electron's security checklist, https://www.electronjs.org/docs/latest/tutorial/security
 */
export function checkExternalUrl(text: string): ExternalUrlVerdict {
  if (text.length > maxLength) return { ok: false, reason: `The address is longer than ${maxLength} characters.` }
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return { ok: false, reason: 'This is not a whole web address.' }
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { ok: false, reason: 'Only addresses that begin with https or http are opened.' }
  if (url.username !== '' || url.password !== '')
    return {
      ok: false,
      reason: 'An address with a user name or password in it is not opened: it can hide its real host.',
    }
  // The parser leaves ' as it is in paths; some openers pass the address through a shell.
  const written = url.href.replace(/'/g, '%27')
  if (written.length > maxLength) return { ok: false, reason: `The address is longer than ${maxLength} characters.` }
  return { ok: true, url: written }
}

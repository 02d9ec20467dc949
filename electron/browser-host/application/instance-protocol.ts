/**
 * What a second start says to the window that runs, and what it answers: one line of JSON each way. Only the same user
 * can reach the socket (its folder is 0700), so both sides are trusted to be this program, but perhaps another version.
 */

/** What the running window did for a second start. */
export type InstanceAnswer =
  /** It came forward. */
  | { readonly shown: true }
  /** It is served to browsers: this address opens it once. */
  | { readonly address: string }

/** The only question. */
export const comeForward = `${JSON.stringify({ ask: 'come-forward' })}\n`

/** No line is longer (characters). */
export const maxLine = 4096

export function isComeForward(line: string): boolean {
  return field(line, 'ask') === 'come-forward'
}

/** The answer in a line, or undefined when another version says something else. */
export function parseAnswer(line: string): InstanceAnswer | undefined {
  if (field(line, 'shown') === true) return { shown: true }
  const address = field(line, 'address')
  // It will be handed to the system's opener, so it is checked as if it came from outside.
  return typeof address === 'string' && /^http:\/\/127\.0\.0\.1:\d{1,5}\/#token=[\w-]{1,256}$/.test(address)
    ? { address }
    : undefined
}

function field(line: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  } catch {
    return undefined
  }
}

/**
 * What a second start says to the window that runs, and what it answers: one line of JSON each way. Only the same user
 * can reach the socket (its folder is 0700), so both sides are trusted to be this program, but perhaps another version.
 */

/** What runs sandboxes on this computer. */
export type RuntimeName = 'bubblewrap' | 'unisolated'

/** What the running window did for a second start. */
export type InstanceAnswer = (
  | /** It came forward. */ { readonly shown: true }
  | /** It is served to browsers: this address opens it once. */ { readonly address: string }
) & {
  /** What it was started with; absent from older versions. A second start cannot change it, and says so. */
  readonly runtime?: RuntimeName
}

/** The only question. */
export const comeForward = `${JSON.stringify({ ask: 'come-forward' })}\n`

/** No line is longer (characters). */
export const maxLine = 4096

export function isComeForward(line: string): boolean {
  return field(line, 'ask') === 'come-forward'
}

/** The answer in a line, or undefined when another version says something else. */
export function parseAnswer(line: string): InstanceAnswer | undefined {
  const runs = field(line, 'runtime')
  const runtime = runs === 'bubblewrap' || runs === 'unisolated' ? ({ runtime: runs } as const) : {}
  if (field(line, 'shown') === true) return { shown: true, ...runtime }
  const address = field(line, 'address')
  // It will be handed to the system's opener, so it is checked as if it came from outside.
  return typeof address === 'string' && /^http:\/\/127\.0\.0\.1:\d{1,5}\/#token=[\w-]{1,256}$/.test(address)
    ? { address, ...runtime }
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

/** What a second start cannot have of its wishes, as a sentence; undefined when it has all. */
export function unmetWish({ runtime }: InstanceAnswer, wanted: RuntimeName): string | undefined {
  if (runtime === undefined || runtime === wanted) return undefined
  const wish = wanted === 'unisolated' ? 'with --runtime unisolated' : 'with isolated sandboxes'
  const now = runtime === 'unisolated' ? 'without isolation' : 'with bubblewrap'
  return `It runs its sandboxes ${now}. End it first, and the server of its data folder, to start ${wish}.`
}

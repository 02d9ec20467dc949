/** A stretch of a text that was looked for: from (inclusive) to (exclusive), in UTF-16 units. */
export type Stretch = readonly [from: number, to: number]

/** Where the words of a query stand in the texts of one entry. */
export interface Match {
  /** For each text, in order and without overlaps. */
  readonly stretches: readonly (readonly Stretch[])[]
  /** Higher is better. */
  readonly score: number
}

/** The first text of an entry is its name: what is found there counts more. */
const inName = 100
const atStart = 40
const atWord = 20

const ascii = /^[ -~]*$/

/** The same letters without case and accents. One unit for each of the text, so that places stay the same. */
export function plainText(text: string): string {
  // Nearly all: without it, thousands of names take as long as a frame.
  if (ascii.test(text)) return text.toLowerCase()
  return [...text]
    .map((letter) => {
      const bare = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
      return bare.length === letter.length ? bare : letter
    })
    .join('')
}

/** Finds every word of a query somewhere in the texts of an entry; undefined when one is missing. */
export function matchWords(query: string, texts: readonly string[]): Match | undefined {
  const words = plainText(query).split(/\s+/).filter(Boolean)
  const plains = texts.map(plainText)
  const stretches: Stretch[][] = texts.map(() => [])
  let score = 0
  for (const word of words) {
    const found = plains.findIndex((text) => text.includes(word))
    const text = plains[found]
    if (text === undefined) return undefined
    const at = bestPlace(text, word)
    stretches[found]?.push([at, at + word.length])
    score += (found === 0 ? inName : 0) + (at === 0 ? atStart : isWordStart(text, at) ? atWord : 0)
  }
  return { stretches: stretches.map(joined), score }
}

/** The start of a word before the middle of one. */
function bestPlace(text: string, word: string): number {
  const first = text.indexOf(word)
  for (let at = first; at !== -1; at = text.indexOf(word, at + 1)) if (isWordStart(text, at)) return at
  return first
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')
}

/** In order, and those that touch as one. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const result: Stretch[] = []
  for (const [from, to] of [...stretches].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && from <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], to)]
    else result.push([from, to])
  }
  return result
}

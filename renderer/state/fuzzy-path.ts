import type { Stretch } from './match-words.ts'
import { plainText } from './match-words.ts'

/**
 * Finding files among a hundred thousand by some of the letters of their paths. Each word of a query has to be in a path:
 * best as the beginning of the file's name, at least as letters in this order.
 */

/** Paths with the same letters as they are compared: without case and accents. */
export interface PreparedPaths {
  readonly paths: readonly string[]
  readonly plain: readonly string[]
}

export interface FoundPath {
  readonly path: string
  /** Higher is better. */
  readonly score: number
}

export function preparePaths(paths: readonly string[]): PreparedPaths {
  return { paths, plain: paths.map(plainText) }
}

/** The words of a query, as `scoreOf` takes them. */
export function pathWords(query: string): readonly string[] {
  return plainText(query).split(/\s+/).filter(Boolean)
}

/** The beginning of a name counts most, letters that are only somewhere in this order least. */
const points = {
  name: 1000,
  nameStart: 800,
  nameWord: 600,
  inName: 400,
  pathWord: 300,
  inPath: 200,
  nameLetters: 120,
  pathLetters: 40,
} as const

/** Where the last part of a path begins; a folder's ends in a slash, which is no part of it. */
function nameStart(path: string): number {
  return path.lastIndexOf('/', path.length - 2) + 1
}

/**
 * How well a plain path fits; undefined when a word is not in it. Of equals the shallower and shorter is better;
 * without words what lies higher up is.
 */
export function scoreOf(words: readonly string[], plain: string): number | undefined {
  if (words.length === 0) return -depthOf(plain)
  const name = nameStart(plain)
  let score = 0
  for (const word of words) {
    const fit = wordScore(word, plain, name)
    if (fit === 0) return undefined
    score += fit
  }
  return score - Math.min(plain.length, 100) / 1000 - depthOf(plain) / 10
}

function wordScore(word: string, plain: string, name: number): number {
  const inName = plain.indexOf(word, name)
  if (inName === name) {
    const rest = plain.length - name - word.length
    return rest === 0 || (rest === 1 && plain.endsWith('/')) ? points.name : points.nameStart
  }
  if (inName !== -1) return isWordStart(plain, inName) ? points.nameWord : points.inName
  const at = plain.indexOf(word)
  if (at !== -1) return isWordStart(plain, at) ? points.pathWord : points.inPath
  if (hasLetters(word, plain, name)) return points.nameLetters
  return hasLetters(word, plain, 0) ? points.pathLetters : 0
}

function depthOf(path: string): number {
  let depth = 0
  const end = path.length - 1
  for (let at = path.indexOf('/'); at !== -1 && at < end; at = path.indexOf('/', at + 1)) depth += 1
  return depth
}

/** Code units that end a word: `/`, `.`, `-`, `_` and space. */
const between = new Set([47, 46, 45, 95, 32])

function isWordStart(text: string, at: number): boolean {
  return at === 0 || between.has(text.charCodeAt(at - 1))
}

function hasLetters(word: string, text: string, from: number): boolean {
  let at = from
  for (let letter = 0; letter < word.length; letter += 1) {
    at = text.indexOf(word.charAt(letter), at)
    if (at === -1) return false
    at += 1
  }
  return true
}

/** Where the words stand in a plain path, for marking them. */
export function pathStretches(words: readonly string[], plain: string): readonly Stretch[] {
  const name = nameStart(plain)
  const found = words.flatMap((word) => wordStretches(word, plain, name)).sort((a, b) => a[0] - b[0])
  const joined: Stretch[] = []
  for (const [from, to] of found) {
    const last = joined.at(-1)
    if (last && from <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], to)]
    else joined.push([from, to])
  }
  return joined
}

function wordStretches(word: string, plain: string, name: number): readonly Stretch[] {
  const inName = plain.indexOf(word, name)
  const at = inName === -1 ? plain.indexOf(word) : inName
  if (at !== -1) return [[at, at + word.length]]
  const letters: Stretch[] = []
  let from = hasLetters(word, plain, name) ? name : 0
  for (const letter of word) {
    const place = plain.indexOf(letter, from)
    if (place === -1) return []
    letters.push([place, place + letter.length])
    from = place + letter.length
  }
  return letters
}

/** Paths looked at between two looks at whether something else is to be done: some milliseconds' worth. */
const atOnce = 20_000

interface SearchOptions {
  /** So many of the best. */
  readonly limit: number
  readonly signal?: AbortSignal
  /** Lets the window do something else. */
  readonly pause?: () => Promise<void>
}

/**
 * The best fitting paths, best first; of equals in the given order. Done in pieces, so that typing is never held up.
 * Undefined when it was given up.
 */
export async function searchPaths(
  { paths, plain }: PreparedPaths,
  query: string,
  { limit, signal, pause = nextTask }: SearchOptions,
): Promise<readonly FoundPath[] | undefined> {
  const words = pathWords(query)
  const best: FoundPath[] = []
  for (let from = 0; from < paths.length; from += atOnce) {
    if (from > 0) await pause()
    if (signal?.aborted) return undefined
    const to = Math.min(paths.length, from + atOnce)
    for (let at = from; at < to; at += 1) {
      const score = scoreOf(words, plain[at] ?? '')
      if (score === undefined) continue
      const worst = best.length < limit ? undefined : best.at(-1)
      if (worst && worst.score >= score) continue
      if (worst) best.pop()
      best.splice(placeFor(best, score), 0, { path: paths[at] ?? '', score })
    }
  }
  return best
}

/** Behind all that are as good: the given order stays. */
function placeFor(best: readonly FoundPath[], score: number): number {
  let [low, high] = [0, best.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((best[middle]?.score ?? 0) >= score) low = middle + 1
    else high = middle
  }
  return low
}

/** A message comes after input and drawing, and without the 4 ms of a timer. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

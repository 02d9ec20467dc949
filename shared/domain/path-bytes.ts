/**
 * Paths as text and as the bytes they are. A byte that is no part of UTF-8 stands as U+DC80 to U+DCFF, which no text of
 * UTF-8 holds: nothing is lost, and two names are never taken for one. Python does the same ("surrogateescape", PEP 383).
 */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

const escapeBase = 0xdc00

/** Bytes that stand for themselves. */
const escaped = /[\ud800-\udbff][\udc00-\udfff]|([\udc80-\udcff])/g

/** Does a path hold bytes that are no UTF-8? */
export function hasRawBytes(path: string): boolean {
  for (const [, raw] of path.matchAll(escaped)) if (raw !== undefined) return true
  return false
}

/** What has no picture of its own or changes the order of what is drawn. Lines would break at some of it. */
const unseen = /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** A path as it is drawn: bytes that are no UTF-8 as U+FFFD, a newline as "↵". As many UTF-16 units as it has. */
export function shownPath(path: string): string {
  return path
    .replace(escaped, (all, raw: string | undefined) => (raw === undefined ? all : '\ufffd'))
    .replace(unseen, pictureOf)
}

/** The pictures of control characters that Unicode has (few fonts have that of a newline); of others that something is there. */
function pictureOf(letter: string): string {
  if (letter === '\n') return '↵'
  const code = letter.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

/** One word of a shell that is this path, whatever is in it: as it is, or in the quotes of bash. */
export function pathForShell(path: string): string {
  if (/^[\w/.,:@%+=-]+$/.test(path)) return path
  if (!hasRawBytes(path) && shownPath(path) === path) return `'${path.replaceAll("'", "'\\''")}'`
  const bytes = [...pathToBytes(path)].map((byte) => {
    const letter = String.fromCharCode(byte)
    return /[\w/.,:@%+= -]/.test(letter) ? letter : `\\x${byte.toString(16).padStart(2, '0')}`
  })
  return `$'${bytes.join('')}'`
}

export function pathToBytes(path: string): Uint8Array {
  if (!hasRawBytes(path)) return encoder.encode(path)
  const bytes: number[] = []
  for (const letter of path) {
    const code = letter.codePointAt(0) ?? 0
    if (letter.length === 1 && code >= 0xdc80 && code <= 0xdcff) bytes.push(code - escapeBase)
    else bytes.push(...encoder.encode(letter))
  }
  return Uint8Array.from(bytes)
}

export function pathFromBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return piecewise(bytes)
  }
}

function piecewise(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0)
    const piece = bytes.subarray(at, at + length)
    const letter = piece.length === length ? decoded(piece) : undefined
    text += letter ?? String.fromCharCode(escapeBase + (bytes[at] ?? 0))
    at += letter === undefined ? 1 : length
  }
  return text
}

/** As its first byte says. */
function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4
  if (first >= 0xe0) return 3
  return first >= 0xc0 ? 2 : 1
}

function decoded(piece: Uint8Array): string | undefined {
  try {
    return strict.decode(piece)
  } catch {
    return undefined
  }
}

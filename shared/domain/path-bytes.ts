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

/** A path as it is drawn: bytes that are no UTF-8 as U+FFFD. */
export function shownPath(path: string): string {
  return path.replace(escaped, (all, raw: string | undefined) => (raw === undefined ? all : '\ufffd'))
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

import { Buffer, isUtf8 } from 'node:buffer'

const replacement = [0xef, 0xbf, 0xbd]

/**
 * As the server decodes it: each byte that is no UTF-8 becomes one U+FFFD, also where others make one of several
 * (trap 4.5).
 */
export function decodeBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  const mended: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at)
    if (length === 0) mended.push(...replacement)
    else mended.push(...bytes.subarray(at, at + length))
    at += Math.max(1, length)
  }
  return Buffer.from(mended).toString('utf8')
}

/** How many bytes the character at this place has; 0 when there is none. */
function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  return length > 0 && isUtf8(bytes.subarray(at, at + length)) && at + length <= bytes.length ? length : 0
}

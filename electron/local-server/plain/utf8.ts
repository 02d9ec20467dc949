import { Buffer, isUtf8 } from 'node:buffer'

/**
 * As the server decodes it: each byte that is no UTF-8 becomes one U+FFFD, also where others make one of several
 * (trap 4.5).
 */
export function decodeBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  const mended = Buffer.allocUnsafe(3 * bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; ) {
    const size = characterLength(bytes, at)
    if (size === 0) length = mended.writeUIntBE(0xefbfbd, length, 3)
    else length += bytes.copy(mended, length, at, at + size)
    at += Math.max(1, size)
  }
  return mended.toString('utf8', 0, length)
}

/** How many bytes the character at this place has; 0 when there is none. */
function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return 1
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  const isWhole = length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))
  return isWhole ? length : 0
}

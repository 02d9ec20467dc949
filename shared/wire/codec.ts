/**
 * Messages as bytes, for transports that carry nothing else. A frame is
 *
 *     length of the header (u32, little endian) · header (UTF-8 JSON) · all byte arrays, one after the other
 *
 * and the header is `[message, [[path, length], …]]`, where `message` has `null` in the place of each byte array and
 * `path` leads to it. JSON's limits hold: `undefined` members are dropped, NaN becomes null.
 */

type Path = readonly (string | number)[]

/** A frame longer than this is refused on both sides. */
export const maxFrameBytes = 64 * 1024 * 1024

const encoder = new TextEncoder()

/** Lifts the byte arrays out of a value. */
function liftBytes(value: unknown, path: Path, found: { path: Path; bytes: Uint8Array }[]): unknown {
  if (value instanceof Uint8Array) {
    found.push({ path, bytes: value })
    return null
  }
  if (Array.isArray(value)) return value.map((part, index) => liftBytes(part, [...path, index], found))
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = Object.create(null)
  for (const [key, part] of Object.entries(value)) copy[key] = liftBytes(part, [...path, key], found)
  return copy
}

/** One message as one frame. Throws RangeError above `maxFrameBytes`. */
export function encode(message: unknown): Uint8Array<ArrayBuffer> {
  const found: { path: Path; bytes: Uint8Array }[] = []
  const lifted = liftBytes(message, [], found)
  const header = encoder.encode(JSON.stringify([lifted, found.map(({ path, bytes }) => [path, bytes.byteLength])]))
  const total = 4 + header.byteLength + found.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
  if (total > maxFrameBytes) throw new RangeError(`A message of ${total} bytes is over the limit of ${maxFrameBytes}.`)
  const frame = new Uint8Array(total)
  new DataView(frame.buffer).setUint32(0, header.byteLength, true)
  frame.set(header, 4)
  let offset = 4 + header.byteLength
  for (const { bytes } of found) {
    frame.set(bytes, offset)
    offset += bytes.byteLength
  }
  return frame
}

/** Puts bytes where the header says; false when there is no such place. */
function place(root: { message: unknown }, path: Path, bytes: Uint8Array): boolean {
  let parent: unknown = root
  let key: string | number = 'message'
  for (const step of path) {
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) return false
    parent = (parent as Record<string | number, unknown>)[key]
    key = step
  }
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) return false
  if ((parent as Record<string | number, unknown>)[key] !== null) return false
  Object.defineProperty(parent, key, { value: bytes, writable: true, enumerable: true, configurable: true })
  return true
}

/** The message in a frame. Throws RangeError or SyntaxError when the frame is not one that `encode` makes. */
export function decode(frame: Uint8Array): unknown {
  const broken = () => new RangeError('This frame is broken.')
  if (frame.byteLength < 4 || frame.byteLength > maxFrameBytes) throw broken()
  const headerLength = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0, true)
  if (headerLength > frame.byteLength - 4) throw broken()
  const text = new TextDecoder('utf-8', { fatal: true }).decode(frame.subarray(4, 4 + headerLength))
  const header: unknown = JSON.parse(text)
  if (!Array.isArray(header) || header.length !== 2 || !Array.isArray(header[1])) throw broken()
  const root = { message: header[0] as unknown }
  let offset = 4 + headerLength
  for (const entry of header[1] as unknown[]) {
    if (!Array.isArray(entry) || !Array.isArray(entry[0])) throw broken()
    const [path, length] = entry as [Path, unknown]
    if (!Number.isSafeInteger(length) || (length as number) < 0) throw broken()
    const end = offset + (length as number)
    // A copy, not a view: a view would keep the whole frame alive as long as any part of it.
    if (end > frame.byteLength || !place(root, path, frame.slice(offset, end))) throw broken()
    offset = end
  }
  if (offset !== frame.byteLength) throw broken()
  return root.message
}

/** Cuts a byte stream (a pipe) into frames that `prefixed` made. */
export class FrameReader {
  readonly #chunks: Uint8Array[] = []
  #size = 0

  /** The frames that these bytes complete. Throws RangeError when a frame announces more than `maxFrameBytes`. */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#chunks.push(chunk)
    this.#size += chunk.byteLength
    const frames: Uint8Array[] = []
    while (this.#size >= 4) {
      const prefix = this.#peek(4)
      const length = new DataView(prefix.buffer, prefix.byteOffset, 4).getUint32(0, true)
      if (length > maxFrameBytes) throw new RangeError('This frame is broken.')
      if (this.#size < 4 + length) break
      this.#take(4)
      frames.push(this.#take(length))
    }
    return frames
  }

  #peek(length: number): Uint8Array {
    const first = this.#chunks[0]
    if (first && first.byteLength >= length) return first.subarray(0, length)
    const joined = this.#take(length)
    this.#chunks.unshift(joined)
    this.#size += length
    return joined
  }

  #take(length: number): Uint8Array {
    const result = new Uint8Array(length)
    let filled = 0
    while (filled < length) {
      const chunk = this.#chunks[0]
      if (!chunk) throw new RangeError('This frame is broken.')
      const part = chunk.subarray(0, length - filled)
      result.set(part, filled)
      filled += part.byteLength
      if (part.byteLength === chunk.byteLength) this.#chunks.shift()
      else this.#chunks[0] = chunk.subarray(part.byteLength)
    }
    this.#size -= length
    return result
  }
}

/** A frame with its length in front (u32, little endian), for a byte stream. */
export function prefixed(frame: Uint8Array): Uint8Array {
  const result = new Uint8Array(4 + frame.byteLength)
  new DataView(result.buffer).setUint32(0, frame.byteLength, true)
  result.set(frame, 4)
  return result
}

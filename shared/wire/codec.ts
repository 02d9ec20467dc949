/**
 * Messages as bytes, for transports that carry nothing else. A frame is
 *
 *     length of the header (u32, little endian) · header (UTF-8 JSON) · all byte arrays, one after the other
 *
 * and the header is `[message, [[path, length], …]]`, where `message` has `null` in the place of each byte array and
 * `path` leads to it. JSON's limits hold: `undefined` members are dropped, NaN becomes null.
 */
import { fail } from '../domain/errors.ts'
import { isBytes, mapBytes } from './plain-data.ts'

type Path = readonly (string | number)[]

/** A frame longer than this is refused on both sides. */
export const maxFrameBytes = 64 * 1024 * 1024

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const broken = () => new RangeError('This frame is broken.')
const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/**
 * One message as one frame. Throws `too-large` (AppError) above `maxFrameBytes` and TypeError for what is no plain data.
 * @param prefix bytes left free at the front, for `prefixed`
 */
export function encode(message: unknown, prefix = 0): Uint8Array<ArrayBuffer> {
  const found: Uint8Array[] = []
  const places: [Path, number][] = []
  const lifted = mapBytes(message, (bytes, path) => {
    found.push(bytes)
    places.push([[...path], bytes.byteLength])
    return null
  })
  const header = encoder.encode(JSON.stringify([lifted ?? null, places]))
  const total = 4 + header.byteLength + found.reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (total > maxFrameBytes)
    throw fail('too-large', `A message of ${total} bytes is over the limit of ${maxFrameBytes} bytes.`)
  const frame = new Uint8Array(prefix + total)
  view(frame).setUint32(prefix, header.byteLength, true)
  frame.set(header, prefix + 4)
  let offset = prefix + 4 + header.byteLength
  for (const bytes of found) {
    frame.set(bytes, offset)
    offset += bytes.byteLength
  }
  return frame
}

/** Puts bytes where the header says; false when there is no such place, or it is taken. */
function place(root: { message: unknown }, path: Path, bytes: Uint8Array): boolean {
  let parent: unknown = root
  let key: string | number = 'message'
  for (let depth = 0; ; depth++) {
    // Own members alone: a path through a prototype would change every object of this process.
    if (typeof parent !== 'object' || parent === null || isBytes(parent) || !Object.hasOwn(parent, key)) return false
    const members = parent as Record<string | number, unknown>
    const step = path[depth]
    if (depth === path.length) {
      if (members[key] !== null) return false
      members[key] = bytes
      return true
    }
    if (typeof step !== 'string' && typeof step !== 'number') return false
    parent = members[key]
    key = step
  }
}

/** The message in a frame. Throws RangeError, SyntaxError or TypeError when the frame is not one that `encode` makes. */
export function decode(received: Uint8Array): unknown {
  // Never a Buffer of Node: its `slice` is a view, its `subarray` slow.
  const frame = new Uint8Array(received.buffer, received.byteOffset, received.byteLength)
  if (frame.byteLength < 4 || frame.byteLength > maxFrameBytes) throw broken()
  const headerLength = view(frame).getUint32(0, true)
  if (headerLength > frame.byteLength - 4) throw broken()
  const header: unknown = JSON.parse(decoder.decode(frame.subarray(4, 4 + headerLength)))
  if (!Array.isArray(header) || header.length !== 2 || !Array.isArray(header[1])) throw broken()
  const root = { message: header[0] as unknown }
  let offset = 4 + headerLength
  for (const entry of header[1] as unknown[]) {
    if (!Array.isArray(entry) || !Array.isArray(entry[0])) throw broken()
    const [path, length] = entry as [Path, unknown]
    if (!Number.isSafeInteger(length) || (length as number) < 0) throw broken()
    const end = offset + (length as number)
    // A copy: a view would keep the whole frame alive as long as any part of it.
    if (end > frame.byteLength || !place(root, path, frame.slice(offset, end))) throw broken()
    offset = end
  }
  if (offset !== frame.byteLength) throw broken()
  return root.message
}

/** One message as a frame with its length in front (u32, little endian), for a byte stream. Throws as `encode` does. */
export function prefixed(message: unknown): Uint8Array<ArrayBuffer> {
  const frame = encode(message, 4)
  view(frame).setUint32(0, frame.byteLength - 4, true)
  return frame
}

/** Cuts a byte stream (a pipe) into the frames that `prefixed` made. */
export class FrameReader {
  #chunks: Uint8Array[] = []
  #size = 0

  /** The frames that these bytes complete, as views on them. Throws RangeError for one over `maxFrameBytes`. */
  push(chunk: Uint8Array): Uint8Array[] {
    if (chunk.byteLength === 0) return []
    this.#chunks.push(chunk)
    this.#size += chunk.byteLength
    const frames: Uint8Array[] = []
    for (let need = this.#need(); need !== undefined && this.#size >= need; need = this.#need()) {
      const whole = this.#joined()
      frames.push(whole.subarray(4, need))
      this.#size -= need
      this.#chunks = this.#size > 0 ? [whole.subarray(need)] : []
    }
    return frames
  }

  /** Bytes of the next frame with its prefix, as soon as the prefix is there. */
  #need(): number | undefined {
    const first = this.#size >= 4 && (this.#chunks[0]?.byteLength ?? 0) < 4 ? this.#joined() : this.#chunks[0]
    if (first === undefined || first.byteLength < 4) return undefined
    const length = view(first).getUint32(0, true)
    if (length > maxFrameBytes) throw broken()
    return 4 + length
  }

  /** All that waits as one array; only called when a frame is complete, so that each byte is copied about once. */
  #joined(): Uint8Array {
    const only = this.#chunks[0]
    if (this.#chunks.length === 1 && only) return only
    const whole = new Uint8Array(this.#size)
    let offset = 0
    for (const chunk of this.#chunks) {
      whole.set(chunk, offset)
      offset += chunk.byteLength
    }
    this.#chunks = [whole]
    return whole
  }
}

import { Buffer } from 'node:buffer'
import type { FrameHeader } from '../../../shared/supervisor/frame.ts'
import { decodeHeader, frameHeadBytes, maxHeaderBytes } from '../../../shared/supervisor/frame.ts'

/** One frame of the supervisor's protocol (`shared/supervisor/protocol.md`). */
export interface Frame {
  readonly header: FrameHeader
  readonly body: Buffer
}

/** Enough for the listing of a folder with several hundred thousand names. */
const maxBodyBytes = 256 * 1024 * 1024

/** @returns the pieces to write, so that a large body is not copied. */
export function encodeFrame(header: object, body: Uint8Array = new Uint8Array()): readonly Uint8Array[] {
  const text = Buffer.from(JSON.stringify(header), 'utf8')
  const head = Buffer.alloc(frameHeadBytes)
  head.writeUInt32BE(text.length, 0)
  head.writeUInt32BE(body.length, 4)
  return body.length === 0 ? [head, text] : [head, text, body]
}

/** Puts frames together from pieces of any size. */
export class FrameDecoder {
  #pieces: Buffer[] = []
  #length = 0
  /** Below this many bytes nothing can be complete: pieces of a large frame are joined once, not at every piece. */
  #needed = frameHeadBytes

  /**
   * @returns the frames that are complete now.
   * @throws Error when a frame breaks the protocol; the decoder is of no use afterwards.
   */
  push(piece: Buffer): readonly Frame[] {
    this.#pieces.push(piece)
    this.#length += piece.length
    if (this.#length < this.#needed) return []
    let rest = Buffer.concat(this.#pieces)
    const frames: Frame[] = []
    this.#needed = frameHeadBytes
    while (rest.length >= frameHeadBytes) {
      const sizes = frameSizes(rest)
      if (rest.length < sizes.end) {
        this.#needed = sizes.end
        break
      }
      frames.push({
        header: decodeHeader(rest.subarray(frameHeadBytes, sizes.body)),
        body: rest.subarray(sizes.body, sizes.end),
      })
      rest = rest.subarray(sizes.end)
    }
    this.#pieces = rest.length === 0 ? [] : [rest]
    this.#length = rest.length
    return frames
  }
}

/** Where the body of a frame begins and ends. @throws Error when it is larger than allowed. */
function frameSizes(bytes: Buffer): { readonly body: number; readonly end: number } {
  const headerBytes = bytes.readUInt32BE(0)
  const bodyBytes = bytes.readUInt32BE(4)
  if (headerBytes > maxHeaderBytes || bodyBytes > maxBodyBytes) {
    throw new Error('The supervisor sent a frame larger than allowed')
  }
  const body = frameHeadBytes + headerBytes
  return { body, end: body + bodyBytes }
}

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

/** What a frame may need and is kept for the next one: output comes in pieces of 256 KiB. */
const reusedBytes = 512 * 1024

/**
 * Puts frames together from pieces of any size. Memory is used again: with a new one for each piece of output the
 * collection of garbage would cost more than everything else on its way.
 */
export class FrameDecoder {
  /** The beginning of a frame that is not whole yet. */
  #partial = Buffer.alloc(0)
  #length = 0

  /**
   * @param onFrame called with each frame that is complete now; its body is valid until it returns.
   * @throws Error when a frame breaks the protocol; the decoder is of no use afterwards.
   */
  push(piece: Buffer, onFrame: (frame: Frame) => void): void {
    let rest = piece
    while (this.#length > 0 && rest.length > 0) {
      const wanted = this.#length < frameHeadBytes ? frameHeadBytes : frameSizes(this.#partial).end
      rest = rest.subarray(this.#append(rest.subarray(0, wanted - this.#length), wanted))
      if (this.#length < frameHeadBytes) return
      const sizes = frameSizes(this.#partial)
      if (this.#length < sizes.end) continue
      this.#length = 0
      onFrame(frameIn(this.#partial, sizes))
    }
    while (rest.length >= frameHeadBytes) {
      const sizes = frameSizes(rest)
      if (rest.length < sizes.end) break
      onFrame(frameIn(rest, sizes))
      rest = rest.subarray(sizes.end)
    }
    if (rest.length > 0) this.#append(rest, rest.length)
  }

  /** @returns how many bytes were taken. */
  #append(bytes: Buffer, wanted: number): number {
    if (this.#partial.length < wanted || this.#partial.length > Math.max(wanted, reusedBytes)) {
      const larger = Buffer.allocUnsafe(Math.max(wanted, reusedBytes))
      this.#partial.copy(larger, 0, 0, this.#length)
      this.#partial = larger
    }
    bytes.copy(this.#partial, this.#length)
    this.#length += bytes.length
    return bytes.length
  }
}

function frameIn(bytes: Buffer, sizes: { readonly body: number; readonly end: number }): Frame {
  return {
    header: decodeHeader(bytes.subarray(frameHeadBytes, sizes.body)),
    body: bytes.subarray(sizes.body, sizes.end),
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

import { crc32 } from 'node:zlib'
import type { OutputPiece } from '../../../../shared/domain/run.ts'

/**
 * What a run printed, as a file: frames in the order of arrival, each a piece of one stream with its offset there.
 *
 *     "CSO1" · CRC-32 of all that follows (u32) · length of the bytes (u32) · stream (u8: 1 stdout, 2 stderr) ·
 *     0 (u8) · offset in the stream (u48) · the bytes                                     all little endian
 *
 * The file is its own index: what a crash or a bad disk does to one frame costs that frame alone.
 */
export interface Frame {
  readonly stream: OutputPiece['stream']
  /** Of its first byte, in its stream. */
  readonly offset: number
  /** Bytes of output in it. */
  readonly length: number
  /** Where it begins in the file. */
  readonly position: number
}

export const headerBytes = 20
/** More goes into several frames, so that damage costs little and a reader needs little memory. */
export const maxFrameBytes = 256 * 1024
/** u48: far more than any disk holds. */
export const maxOffset = 2 ** 48 - 1

const magic = Buffer.from('CSO1', 'latin1')
const streams = ['stdout', 'stderr'] as const

/** A frame and its bytes, to be written. */
export interface MadeFrame {
  readonly frame: Frame
  readonly parts: readonly [header: Uint8Array, bytes: Uint8Array]
}

/** A piece as frames, one after the other, the first at this place in the file. Its bytes are not copied. */
export function framesOf({ stream, offset, bytes }: OutputPiece, position: number): MadeFrame[] {
  const frames: MadeFrame[] = []
  let next = position
  for (let at = 0; at < bytes.byteLength; at += maxFrameBytes) {
    const part = bytes.subarray(at, at + maxFrameBytes)
    const header = Buffer.alloc(headerBytes)
    header.set(magic)
    header.writeUInt32LE(part.byteLength, 8)
    header.writeUInt8(streams.indexOf(stream) + 1, 12)
    header.writeUIntLE(offset + at, 14, 6)
    header.writeUInt32LE(crc32(part, crc32(header.subarray(8))), 4)
    const frame = { stream, offset: offset + at, length: part.byteLength, position: next }
    frames.push({ frame, parts: [header, part] })
    next += headerBytes + part.byteLength
  }
  return frames
}

/** The frame that begins here and is whole; undefined for anything else. */
function frameAt(bytes: Buffer, at: number, base: number): Frame | undefined {
  if (at + headerBytes > bytes.byteLength || bytes.compare(magic, 0, 4, at, at + 4) !== 0) return undefined
  const length = bytes.readUInt32LE(at + 8)
  const stream = streams[bytes.readUInt8(at + 12) - 1]
  if (stream === undefined || length === 0 || length > maxFrameBytes) return undefined
  const end = at + headerBytes + length
  if (end > bytes.byteLength || bytes.readUInt32LE(at + 4) !== crc32(bytes.subarray(at + 8, end))) return undefined
  return { stream, offset: bytes.readUIntLE(at + 14, 6), length, position: base + at }
}

/**
 * The whole frames in a part of a file; bytes that are none are passed over up to the next one that is.
 * @param bytes of the file from `base` on; at least one frame of the largest size, except at its end
 * @param isEnd nothing follows these bytes
 * @returns the frames, and where a look at what follows has to begin
 */
export function scan(bytes: Buffer, base: number, isEnd: boolean): { readonly frames: Frame[]; readonly next: number } {
  const frames: Frame[] = []
  let at = 0
  while (at < bytes.byteLength) {
    const frame = frameAt(bytes, at, base)
    if (frame) {
      frames.push(frame)
      at += headerBytes + frame.length
      continue
    }
    const couldBeWhole = at + headerBytes + maxFrameBytes <= bytes.byteLength
    if (!isEnd && !couldBeWhole) break
    const found = bytes.indexOf(magic, at + 1)
    // The first bytes of a magic may stand at the end.
    at = found === -1 ? Math.max(at + 1, bytes.byteLength - (isEnd ? 0 : magic.byteLength)) : found
  }
  return { frames, next: base + at }
}

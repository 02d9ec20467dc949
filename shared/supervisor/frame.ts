/**
 * One frame of the supervisor's protocol (`protocol.md`) as a message of its own, such as one of a WebSocket:
 *
 *     length of the header · length of the body (each u32, big endian) · header (UTF-8 JSON, an object) · body
 */
export interface Frame {
  readonly header: FrameHeader
  readonly body: Uint8Array
}

export type FrameHeader = Readonly<Partial<Record<string, unknown>>>

export const frameHeadBytes = 8
export const maxHeaderBytes = 8 * 1024 * 1024

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const noBytes = new Uint8Array()

/**
 * @param body left out for none.
 * @param reused memory for it, if it is large enough; the frame is a view of it then.
 */
export function encodeFrame(header: object, body: Uint8Array = noBytes, reused?: Uint8Array): Uint8Array {
  const text = encoder.encode(JSON.stringify(header))
  const size = frameHeadBytes + text.byteLength + body.byteLength
  const frame = reused !== undefined && size <= reused.byteLength ? reused.subarray(0, size) : new Uint8Array(size)
  const view = new DataView(frame.buffer, frame.byteOffset, size)
  view.setUint32(0, text.byteLength)
  view.setUint32(4, body.byteLength)
  frame.set(text, frameHeadBytes)
  frame.set(body, frameHeadBytes + text.byteLength)
  return frame
}

/**
 * @param message exactly one frame; its body is a view of the same memory.
 * @throws Error when it is anything else.
 */
export function decodeFrame(message: Uint8Array): Frame {
  if (message.byteLength < frameHeadBytes) throw new RangeError('A frame is too short')
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const body = frameHeadBytes + view.getUint32(0)
  if (body - frameHeadBytes > maxHeaderBytes) throw new RangeError('The header of a frame is larger than allowed')
  if (body + view.getUint32(4) !== message.byteLength) throw new RangeError('A frame is not as long as it says')
  return { header: decodeHeader(message.subarray(frameHeadBytes, body)), body: message.subarray(body) }
}

/** @throws Error when it is no JSON object in UTF-8. */
export function decodeHeader(bytes: Uint8Array): FrameHeader {
  const value: unknown = JSON.parse(decoder.decode(bytes))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('The header of a frame is not an object')
  }
  return Object.fromEntries(Object.entries(value))
}

import { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import { maxHeaderBytes } from '../../../shared/supervisor/frame.ts'
import { SandboxEndedError, SupervisorError } from './errors.ts'
import type { Frame } from './frames.ts'
import { encodeFrame, FrameDecoder } from './frames.ts'

/** The largest body that a supervisor takes (`shared/supervisor/protocol.md`). */
const maxSentBytes = 64 * 1024 * 1024

/** Who made a request. */
interface Asker {
  /** Called with each frame under its number: those with `event`, and last the answer. The body is valid until it returns. */
  onFrame(frame: Frame): void
  /** Called instead of an answer when the sandbox ended. */
  onEnd(error: Error): void
}

/** Our end of the bytes to one supervisor: requests by number, answers in any order. */
export class SupervisorClient {
  /** Fulfilled by the supervisor's first frame; rejected when it ends before that. */
  readonly ready: Promise<void>
  /** Fulfilled when the bytes end, whatever the reason. Never rejected. */
  readonly closed: Promise<void>

  readonly #bytes: Duplex
  readonly #decoder = new FrameDecoder()
  readonly #asking = new Map<number, Asker>()
  #lastId = 0
  #lastChannel = 0
  #ended: Error | undefined
  #greeting: Frame['header'] = {}
  #settleReady: { resolve(): void; reject(error: Error): void } | undefined

  constructor(bytes: Duplex) {
    this.#bytes = bytes
    this.ready = new Promise<void>((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    })
    // Whoever does not wait for it still learns of the end by `closed`.
    this.ready.catch(() => undefined)
    this.closed = new Promise((resolve) => {
      bytes.once('close', () => {
        this.#end(new SandboxEndedError('The sandbox ended'))
        resolve()
      })
    })
    bytes.on('data', (piece: Buffer) => this.#receive(piece))
    bytes.on('error', () => bytes.destroy())
    bytes.on('end', () => bytes.destroy())
  }

  /** What the supervisor said of itself: `instance`, `python`. Empty before `ready`. */
  get greeting(): Frame['header'] {
    return this.#greeting
  }

  /** Bytes that wait for the supervisor to read them. */
  get unsentBytes(): number {
    return this.#bytes.writableLength
  }

  /** Called whenever nothing waits any more. @returns how to stop that. */
  onDrain(listener: () => void): () => void {
    this.#bytes.on('drain', listener)
    return () => void this.#bytes.off('drain', listener)
  }

  /** A number for one client among several, as `channel` of its requests. */
  newChannel(): number {
    this.#lastChannel += 1
    return this.#lastChannel
  }

  /**
   * @returns the header of the answer and its body.
   * @throws SupervisorError when it was refused, SandboxEndedError when the sandbox ended before the answer.
   */
  request(op: string, fields: object, body?: Uint8Array): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const onFrame = (frame: Frame) => {
        const error = errorOf(frame)
        if (error === undefined) resolve({ header: frame.header, body: Buffer.from(frame.body) })
        else reject(error)
      }
      this.ask(op, fields, body, { onFrame, onEnd: reject })
    })
  }

  /** A request whose frames are taken as they are, refusals too. @returns its number, for `tell`. */
  ask(op: string, fields: object, body: Uint8Array | undefined, asker: Asker): number {
    this.#lastId += 1
    const id = this.#lastId
    if (this.#ended !== undefined) {
      asker.onEnd(this.#ended)
      return id
    }
    const pieces = encodeFrame({ ...fields, id, op }, body)
    if (isTooLarge(pieces)) {
      // The supervisor would end at it, and the sandbox with it. No system starts a program with so much.
      const error = { code: 'E2BIG', message: 'Argument list too long', stage: 'program' }
      asker.onFrame({ header: { id, error }, body: Buffer.alloc(0) })
      return id
    }
    this.#asking.set(id, asker)
    this.#write(pieces)
    return id
  }

  /** A word about a request that is under way; it gets no answer of its own. */
  tell(id: number, op: 'ack' | 'unfollow', fields: object): void {
    if (this.#asking.has(id)) this.#write(encodeFrame({ ...fields, id, op }))
  }

  /** Ends the supervisor, and with it every process of its sandbox. */
  close(): void {
    this.#bytes.destroy()
  }

  #write(pieces: readonly Uint8Array[]): void {
    this.#bytes.cork()
    for (const piece of pieces) this.#bytes.write(piece)
    this.#bytes.uncork()
  }

  #receive(piece: Buffer): void {
    try {
      this.#decoder.push(piece, (frame) => this.#dispatch(frame))
    } catch (cause) {
      this.#end(new SandboxEndedError('The supervisor broke its protocol', { cause }))
      this.#bytes.destroy()
    }
  }

  #dispatch(frame: Frame): void {
    const { event, id } = frame.header
    if (event === 'ready') {
      this.#greeting = frame.header
      this.#settleReady?.resolve()
      this.#settleReady = undefined
      return
    }
    const asker = typeof id === 'number' ? this.#asking.get(id) : undefined
    if (typeof id !== 'number' || asker === undefined) throw new Error('An answer to no request')
    if (event === undefined) this.#asking.delete(id)
    asker.onFrame(frame)
  }

  #end(error: Error): void {
    if (this.#ended !== undefined) return
    this.#ended = error
    this.#settleReady?.reject(error)
    this.#settleReady = undefined
    for (const asker of this.#asking.values()) asker.onEnd(error)
    this.#asking.clear()
  }
}

/** @param pieces of one frame: head, header, body. */
function isTooLarge([, header, body]: readonly Uint8Array[]): boolean {
  return (header?.length ?? 0) > maxHeaderBytes || (body?.length ?? 0) > maxSentBytes
}

function errorOf(frame: Frame): SupervisorError | undefined {
  const error = frame.header.error
  if (typeof error !== 'object' || error === null) return undefined
  const fields: Partial<Record<string, unknown>> = { ...error }
  const stage = fields.stage
  return new SupervisorError(String(fields.code), String(fields.message), typeof stage === 'string' ? stage : undefined)
}

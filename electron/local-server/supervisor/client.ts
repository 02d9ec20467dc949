import type { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import { SandboxEndedError, SupervisorError } from './errors.ts'
import type { Frame } from './frames.ts'
import { encodeFrame, FrameDecoder } from './frames.ts'

interface Waiting {
  readonly resolve: (frame: Frame) => void
  readonly reject: (error: Error) => void
}

/** Our end of the bytes to one supervisor: requests by number, answers in any order. */
export class SupervisorClient {
  /** Fulfilled by the supervisor's first frame; rejected when it ends before that. */
  readonly ready: Promise<void>
  /** Fulfilled when the bytes end, whatever the reason. Never rejected. */
  readonly closed: Promise<void>

  readonly #bytes: Duplex
  readonly #decoder = new FrameDecoder()
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #ended: Error | undefined
  #settleReady: Waiting | undefined

  constructor(bytes: Duplex) {
    this.#bytes = bytes
    this.ready = new Promise<Frame>((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    }).then(() => undefined)
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

  /**
   * @returns the header of the answer and its body.
   * @throws SupervisorError when it was refused, SandboxEndedError when the sandbox ended before the answer.
   */
  request(op: string, fields: object, body?: Uint8Array): Promise<Frame> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      for (const piece of encodeFrame({ ...fields, id, op }, body)) this.#bytes.write(piece)
    })
  }

  /** Ends the supervisor, and with it every process of its sandbox. */
  close(): void {
    this.#bytes.destroy()
  }

  #receive(piece: Buffer): void {
    try {
      for (const frame of this.#decoder.push(piece)) this.#dispatch(frame)
    } catch (cause) {
      this.#end(new SandboxEndedError('The supervisor broke its protocol', { cause }))
      this.#bytes.destroy()
    }
  }

  #dispatch(frame: Frame): void {
    if (frame.header.event === 'ready') {
      this.#settleReady?.resolve(frame)
      this.#settleReady = undefined
      return
    }
    const id = frame.header.id
    const waiting = typeof id === 'number' ? this.#waiting.get(id) : undefined
    if (typeof id !== 'number' || waiting === undefined) throw new Error('An answer to no request')
    this.#waiting.delete(id)
    const error = errorOf(frame)
    if (error === undefined) waiting.resolve(frame)
    else waiting.reject(error)
  }

  #end(error: Error): void {
    if (this.#ended !== undefined) return
    this.#ended = error
    this.#settleReady?.reject(error)
    this.#settleReady = undefined
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
  }
}

function errorOf(frame: Frame): SupervisorError | undefined {
  const error = frame.header.error
  if (typeof error !== 'object' || error === null) return undefined
  const fields: Partial<Record<string, unknown>> = { ...error }
  const stage = fields.stage
  return new SupervisorError(String(fields.code), String(fields.message), typeof stage === 'string' ? stage : undefined)
}

import { AppError, fail } from '../../../../shared/domain/errors.ts'
import type { Frame } from '../../../../shared/supervisor/frame.ts'
import { refusalOf } from './answers.ts'
import type { Link } from './link.ts'

/** A request under way. */
export interface Request {
  readonly op: string
  /** Asked for whenever it is sent: a repeated one may have got on meanwhile. */
  fields(): object
  readonly body?: Uint8Array
  /** Whether it may be sent again on a new connection when its answer was lost with the old one. */
  readonly repeat: boolean
  /** With each frame under its number: events, and last the answer, unless that is a refusal. */
  onFrame(frame: Frame): void
  /** Instead of an answer. */
  onEnd(error: AppError): void
}

const deaf = { repeat: false, onFrame: () => undefined, onEnd: () => undefined } as const

/** Requests by number. They outlive the connection that they were sent on. */
export class Requests {
  readonly #open = new Map<number, Request>()
  readonly #sent = new Set<number>()
  #link: Link | undefined
  #ended: AppError | undefined
  #lastId = 0

  /** Sends it, now or as soon as there is a connection. @returns its number */
  open(request: Request): number {
    this.#lastId += 1
    const id = this.#lastId
    if (this.#ended) request.onEnd(this.#ended)
    else {
      this.#open.set(id, request)
      this.#send(id, request)
    }
    return id
  }

  /** @throws AppError what it was refused with, what ended the channel, `outcome-unknown` */
  ask(
    op: string,
    fields: object,
    { repeat = true, body }: { readonly repeat?: boolean; readonly body?: Uint8Array } = {},
  ): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const request = { op, fields: () => fields, repeat, onFrame: resolve, onEnd: reject }
      this.open(body === undefined ? request : { ...request, body })
    })
  }

  /** A word about a request; without a connection it is not needed, as the request is sent anew. */
  tell(id: number, op: 'ack' | 'unfollow', fields: object): void {
    if (this.#sent.has(id)) this.#link?.send({ ...fields, id, op })
  }

  /** Nothing about it is told any more, and it is not sent again. */
  drop(id: number): void {
    const request = this.#open.get(id)
    if (request === undefined) return
    // The number stays taken until its answer comes.
    if (this.#sent.has(id)) this.#open.set(id, { ...request, ...deaf })
    else this.#open.delete(id)
  }

  /** A new connection: all that is under way goes over it. */
  connected(link: Link): void {
    this.#link = link
    for (const [id, request] of this.#open) this.#send(id, request)
  }

  /** The connection broke. */
  disconnected(): void {
    this.#link = undefined
    const lost = fail('outcome-unknown', 'The connection broke before the answer came.')
    for (const id of this.#sent) {
      const request = this.#open.get(id)
      if (request === undefined || request.repeat) continue
      this.#open.delete(id)
      request.onEnd(lost)
    }
    this.#sent.clear()
  }

  /** @throws Error when the peer answers what was never asked */
  receive(frame: Frame): void {
    const { id, event } = frame.header
    const request = typeof id === 'number' ? this.#open.get(id) : undefined
    if (typeof id !== 'number' || request === undefined) throw new RangeError('An answer to no request')
    const refusal = event === undefined ? refusalOf(frame.header) : undefined
    if (event === undefined) {
      this.#open.delete(id)
      this.#sent.delete(id)
    }
    if (refusal === undefined) request.onFrame(frame)
    else request.onEnd(refusal)
  }

  end(error: AppError): void {
    if (this.#ended) return
    this.#ended = error
    this.#link = undefined
    for (const request of this.#open.values()) request.onEnd(error)
    this.#open.clear()
    this.#sent.clear()
  }

  #send(id: number, request: Request): void {
    if (this.#link === undefined) return
    this.#sent.add(id)
    this.#link.send({ ...request.fields(), id, op: request.op }, request.body)
  }
}

/** What was thrown, as what ends a channel. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  return fail('server', 'The server broke the protocol of attachments.', { cause: error })
}

import { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Bucket } from './bucket.ts'
import type { PlainTimes } from './options.ts'

type Rules = Pick<PlainTimes, 'idle' | 'arrive' | 'answer' | 'bucket'>

/**
 * One TCP connection and its clocks (trap 3). Node's own time limits are off: they tell the client about themselves in
 * a header, answer 408, and begin at other moments.
 */
export class Connection {
  /** Counted from 1. */
  readonly number: number
  readonly bucket: Bucket
  readonly #socket: Socket
  readonly #rules: Rules
  #underWay = 0
  #idle: NodeJS.Timeout | undefined
  #arriving: { readonly since: number; readonly timer: NodeJS.Timeout } | undefined

  constructor(socket: Socket, number: number, rules: Rules) {
    this.number = number
    this.bucket = new Bucket(rules.bucket)
    this.#socket = socket
    this.#rules = rules
    this.#rest()
    socket.on('data', () => this.#onData())
    socket.on('close', () => {
      clearTimeout(this.#idle)
      clearTimeout(this.#arriving?.timer)
    })
  }

  /**
   * The head of a request is there: from now on the clock of its answer runs.
   *
   * @returns its body, or as much of it as came in time; then the connection ends with the answer.
   */
  begin(request: IncomingMessage, response: ServerResponse): () => Promise<Buffer> {
    clearTimeout(this.#idle)
    const since = this.#arriving?.since ?? Date.now()
    clearTimeout(this.#arriving?.timer)
    this.#arriving = undefined
    this.#underWay += 1
    const answer = setTimeout(() => this.#socket.destroy(), this.#rules.answer)
    response.once('close', () => {
      clearTimeout(answer)
      this.#underWay -= 1
      if (this.#underWay === 0) this.#rest()
    })
    const leftMs = Math.max(0, since + this.#rules.arrive - Date.now())
    return () => readBody(request, leftMs, () => response.setHeader('Connection', 'close'))
  }

  #rest(): void {
    if (this.#socket.destroyed) return
    this.#idle = setTimeout(() => this.#socket.destroy(), this.#rules.idle)
  }

  /** Comes after Node's parser: what is the whole head of a request has begun by now. */
  #onData(): void {
    if (this.#underWay > 0 || this.#arriving !== undefined) return
    clearTimeout(this.#idle)
    const timer = setTimeout(() => this.#socket.destroy(), this.#rules.arrive)
    this.#arriving = { since: Date.now(), timer }
  }
}

/** Whatever came until the end, the time limit or a broken connection: the server parses what it has. */
function readBody(request: IncomingMessage, leftMs: number, onLate: () => void): Promise<Buffer> {
  const pieces: Buffer[] = []
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      resolve(Buffer.concat(pieces))
    }
    const timer = setTimeout(() => {
      onLate()
      done()
    }, leftMs)
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', done)
    request.on('error', done)
    request.on('close', done)
  })
}

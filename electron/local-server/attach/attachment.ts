import type { RawData, WebSocket } from 'ws'
import { attachClose, attachLimits } from '../../../shared/supervisor/attach.ts'
import type { FrameHeader } from '../../../shared/supervisor/frame.ts'
import { decodeFrame, encodeFrame } from '../../../shared/supervisor/frame.ts'
import type { SupervisorClient } from '../supervisor/client.ts'
import type { AttachRequest } from './requests.ts'
import { readRequest } from './requests.ts'

/** A client that leaves more than this unread, or whose requests fill the way to the supervisor, is read no further. */
const busyBytes = 4 * 1024 * 1024
/** Output stops long before (`channel` of the supervisor's protocol); who lets so many answers lie is cut off. */
const mostUnreadBytes = 64 * 1024 * 1024
/** Output that was passed on is told to the supervisor in steps of this size. */
const creditStep = 512 * 1024
/** So long programs wait for a client whose connection broke (ms). */
const holdMs = 60_000
/** A piece of output (at most 256 KiB) with its header. */
const messageBytes = 257 * 1024
const heartbeatMs = 20_000
const goodbyeMs = 2_000

/** One client of one sandbox: its requests under numbers of the supervisor's, its frames under its own. */
export class Attachment {
  readonly #socket: WebSocket
  readonly #supervisor: SupervisorClient
  readonly #environment: Readonly<Record<string, string>>
  readonly #isAllowed: () => boolean
  readonly #channel: number
  /** The client's number of each request under way, and the supervisor's. */
  readonly #numbers = new Map<number, number>()
  /** Memory of large messages that have left. The supervisor's limit for a channel bounds how much there is of it. */
  readonly #spare: Uint8Array[] = []
  #unreadBytes = 0
  #uncredited = 0
  #isAlive = true
  #isOver = false

  /** @param isAllowed whether the sandbox is still the one that this person may use. */
  constructor(
    socket: WebSocket,
    supervisor: SupervisorClient,
    environment: Readonly<Record<string, string>>,
    isAllowed: () => boolean,
  ) {
    this.#socket = socket
    this.#supervisor = supervisor
    this.#environment = environment
    this.#isAllowed = isAllowed
    this.#channel = supervisor.newChannel()
  }

  begin(): void {
    const socket = this.#socket
    const stopWatching = this.#supervisor.onDrain(() => this.#balance())
    const heartbeat = setInterval(() => this.#beat(), heartbeatMs)
    socket.on('message', (data: RawData, isBinary: boolean) => this.#receive(data, isBinary))
    socket.on('pong', () => {
      this.#isAlive = true
    })
    // A reset, or a message that is too large: the package closes the socket itself.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      this.#isOver = true
      clearInterval(heartbeat)
      stopWatching()
      this.#supervisor.request('leave', { channel: this.#channel, hold: holdMs }).catch(() => undefined)
    })
    void this.#supervisor.closed.then(() => this.#close(attachClose.ended, 'the sandbox ended'))
    this.#send({ ...this.#supervisor.greeting })
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return
    if (!this.#isAllowed()) {
      this.#close(attachClose.ended, 'the sandbox ended')
      return
    }
    try {
      if (!isBinary || !(data instanceof Uint8Array)) throw new TypeError('Text is no frame')
      const { header, body } = decodeFrame(data)
      if (body.byteLength > attachLimits.bodyBytes) throw new RangeError('The body of a frame is larger than allowed')
      const request = readRequest(header)
      if (request === undefined) throw new TypeError('A header is not a request')
      if ('words' in request) this.#refuse(request.id, request.code, request.words)
      else this.#pass(request, body)
    } catch (error) {
      this.#close(attachClose.broken, error instanceof Error ? error.message.slice(0, 100) : 'broken')
    }
    this.#balance()
  }

  #pass({ id, op, fields }: AttachRequest, body: Uint8Array): void {
    const under = this.#numbers.get(id)
    if (op === 'ack' || op === 'unfollow') {
      // Unknown: it ended in the same moment.
      if (under !== undefined) this.#supervisor.tell(under, op, fields)
      return
    }
    if (under !== undefined) throw new TypeError('A number is used twice')
    if (this.#numbers.size >= attachLimits.requests) {
      this.#refuse(id, 'EAGAIN', 'Too many requests are under way')
      return
    }
    const asked = { ...fields, ...(op === 'start' ? this.#surroundings(fields) : {}), channel: this.#channel }
    const asker = {
      onFrame: (frame: { readonly header: FrameHeader; readonly body: Uint8Array }) => {
        const isAnswer = frame.header.event === undefined
        if (isAnswer) this.#numbers.delete(id)
        this.#send({ ...frame.header, id }, frame.body, frame.header.event === 'output')
      },
      // The end of the sandbox closes the whole attachment.
      onEnd: () => undefined,
    }
    this.#numbers.set(id, this.#supervisor.ask(op, asked, body.byteLength === 0 ? undefined : body, asker))
  }

  /** What a program is started in, where the request leaves it to the sandbox. */
  #surroundings(fields: AttachRequest['fields']): object {
    const cwd = fields.cwd ?? '/workspace'
    return { cwd, env: { ...this.#environment, PWD: cwd, ...Object(fields.env) } }
  }

  #refuse(id: number, code: string, message: string): void {
    this.#send({ id, error: { code, message } })
  }

  #send(header: object, body?: Uint8Array, isOutput = false): void {
    if (this.#isOver) return
    const isLarge = isOutput && (body?.byteLength ?? 0) >= messageBytes / 4
    const reused = isLarge ? (this.#spare.pop() ?? new Uint8Array(messageBytes)) : undefined
    const message = encodeFrame(header, body, reused)
    this.#unreadBytes += message.byteLength
    this.#socket.send(message, () => {
      this.#unreadBytes -= message.byteLength
      if (reused !== undefined) this.#spare.push(reused)
      if (isOutput) this.#credit(body?.byteLength ?? 0)
      this.#balance()
    })
    if (this.#unreadBytes > mostUnreadBytes) this.#close(attachClose.slow, 'too much was left unread')
  }

  #credit(bytes: number): void {
    this.#uncredited += bytes
    if (this.#uncredited < creditStep || this.#isOver) return
    this.#supervisor
      .request('credit', { channel: this.#channel, bytes: this.#uncredited })
      // Ended in the same moment.
      .catch(() => undefined)
    this.#uncredited = 0
  }

  #balance(): void {
    if (this.#isOver) return
    const isBusy = this.#unreadBytes > busyBytes || this.#supervisor.unsentBytes > busyBytes
    if (isBusy && !this.#socket.isPaused) this.#socket.pause()
    else if (!isBusy && this.#socket.isPaused) this.#socket.resume()
  }

  #beat(): void {
    // What we do not read ourselves cannot be held against the client.
    if (this.#socket.isPaused) return
    if (this.#isAlive) this.#socket.ping()
    else this.#socket.terminate()
    this.#isAlive = false
  }

  #close(code: number, reason: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#socket.resume()
    this.#socket.close(code, reason)
    const timer = setTimeout(() => this.#socket.terminate(), goodbyeMs)
    this.#socket.once('close', () => clearTimeout(timer))
  }
}

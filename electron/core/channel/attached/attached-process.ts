import { randomBytes } from 'node:crypto'
import { AppError, fail } from '../../../../shared/domain/errors.ts'
import type { Frame, FrameHeader } from '../../../../shared/supervisor/frame.ts'
import { OutputQueue } from '../output-queue.ts'
import type { Offsets, Process, ProcessFacts, ProcessId, StreamName, TerminalSize } from '../process-channel.ts'
import { factsOf, numberOf } from './answers.ts'
import type { Requests } from './requests.ts'

/** Of each stream at most so much is under way or unread. */
const windowBytes = 8 * 1024 * 1024
/** Acknowledgements are told in steps of this size, and what is less after a moment. */
const ackStep = 256 * 1024
const ackDelayMs = 20
const inputPieceBytes = 512 * 1024

const streams: readonly StreamName[] = ['stdout', 'stderr']

/** How far a reader is in one stream. */
interface Position {
  acked: number
  /** What was told of `acked`. */
  told: number
  received: number
  ended: boolean
}

/** A process over an attachment: it is followed again, from what was acknowledged, whenever the connection is new. */
export class AttachedProcess implements Process {
  readonly id: ProcessId
  readonly output = new OutputQueue()
  readonly exit: Promise<ProcessFacts>
  readonly #number: number
  readonly #requests: Requests
  readonly #positions: Readonly<Record<StreamName, Position>>
  readonly #writer = randomBytes(8).toString('hex')
  #follow = 0
  #written = 0
  #writing: Promise<unknown> = Promise.resolve()
  #ackTimer: ReturnType<typeof setTimeout> | undefined
  #settle: { resolve(facts: ProcessFacts): void; reject(error: Error): void } | undefined

  constructor(requests: Requests, id: ProcessId, number: number, from: Offsets) {
    this.#requests = requests
    this.id = id
    this.#number = number
    const at = (offset = 0): Position => ({ acked: offset, told: offset, received: offset, ended: false })
    this.#positions = { stdout: at(from.stdout), stderr: at(from.stderr) }
    this.exit = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    // Whoever does not wait for it reads the same from the output.
    this.exit.catch(() => undefined)
  }

  /** Fulfilled when the sandbox knows the process. @throws AppError `not-found`, or what ended the channel */
  follow(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#follow = this.#requests.open({
        op: 'follow',
        fields: () => this.#followFields(),
        repeat: true,
        onFrame: (frame) => {
          if (frame.header.event === 'following') {
            // A terminal has one stream; the other must not be waited for.
            if (frame.header.tty === true) this.#positions.stderr.ended = true
            resolve()
          } else this.#onFrame(frame)
        },
        onEnd: (error) => {
          this.#finish(error)
          reject(error)
        },
      })
    })
  }

  acknowledge(stream: StreamName, offset: number): void {
    const position = this.#positions[stream]
    position.acked = Math.max(position.acked, Math.min(offset, position.received))
    const untold = position.acked - position.told
    if (untold >= ackStep || (untold > 0 && position.ended)) this.#tellAcknowledged()
    else if (untold > 0) this.#ackTimer ??= setTimeout(() => this.#tellAcknowledged(), ackDelayMs)
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#queueInput(async () => {
      for (let at = 0; at < bytes.byteLength; at += inputPieceBytes) {
        await this.#input(bytes.subarray(at, at + inputPieceBytes), false)
      }
    })
  }

  closeInput(): Promise<void> {
    return this.#queueInput(() => this.#input(undefined, true))
  }

  async signal(signal: number): Promise<boolean> {
    const { header } = await this.#requests.ask('signal', { process: this.#number, signal }, { repeat: false })
    return header.delivered === true
  }

  async resize({ columns, rows }: TerminalSize): Promise<void> {
    await this.#requests.ask('resize', { process: this.#number, columns, rows })
  }

  detach(): void {
    this.#requests.tell(this.#follow, 'unfollow', {})
    this.#requests.drop(this.#follow)
    this.#finish(undefined, fail('cancelled', 'The process is followed no longer.'))
  }

  async forget(): Promise<void> {
    await this.#requests.ask('forget', { process: this.#number })
  }

  #followFields(): object {
    const fields: Record<string, number> = { process: this.#number, window: windowBytes }
    for (const stream of streams) {
      const position = this.#positions[stream]
      position.told = position.acked
      if (position.acked > 0) fields[stream] = position.acked
    }
    return fields
  }

  #onFrame({ header, body }: Frame): void {
    switch (header.event) {
      case undefined:
        this.#finish(undefined, fail('gone', 'The sandbox has forgotten the process.'))
        break
      case 'output':
        this.#onBytes(streamOf(header), numberOf(header, 'offset'), body)
        break
      case 'gap':
        this.#onGap(streamOf(header), numberOf(header, 'offset'), numberOf(header, 'to'))
        break
      case 'end':
        this.#onStreamEnd(streamOf(header), numberOf(header, 'offset'))
        break
      case 'exit':
        this.#settle?.resolve(factsOf(header))
        break
      // What a newer server tells besides is none of our business.
      default:
    }
  }

  #onBytes(stream: StreamName, offset: number, bytes: Uint8Array): void {
    const position = this.#positions[stream]
    // After a new connection all that was not acknowledged comes again.
    const seen = position.received - offset
    if (seen < 0) throw new RangeError('Output is missing')
    if (seen >= bytes.byteLength) return
    this.output.push({ kind: 'bytes', stream, offset: position.received, bytes: bytes.subarray(seen) })
    position.received = offset + bytes.byteLength
  }

  #onGap(stream: StreamName, offset: number, to: number): void {
    const position = this.#positions[stream]
    if (offset > position.received) throw new RangeError('Output is missing')
    if (to <= position.received) return
    this.output.push({ kind: 'gap', stream, offset: position.received, to })
    position.received = to
  }

  #onStreamEnd(stream: StreamName, offset: number): void {
    const position = this.#positions[stream]
    if (offset !== position.received) throw new RangeError('Output is missing')
    if (position.ended) return
    position.ended = true
    this.output.push({ kind: 'end', stream, offset })
    if (position.acked > position.told) this.#tellAcknowledged()
    if (streams.every((name) => this.#positions[name].ended)) this.output.finish()
  }

  #tellAcknowledged(): void {
    clearTimeout(this.#ackTimer)
    this.#ackTimer = undefined
    const fields: Partial<Record<StreamName, number>> = {}
    for (const stream of streams) {
      const position = this.#positions[stream]
      if (position.acked > position.told) fields[stream] = position.acked
      position.told = position.acked
    }
    this.#requests.tell(this.#follow, 'ack', fields)
  }

  #queueInput(next: () => Promise<void>): Promise<void> {
    const result = this.#writing.then(next)
    this.#writing = result.catch(() => undefined)
    return result
  }

  async #input(bytes: Uint8Array | undefined, end: boolean): Promise<void> {
    const fields = { process: this.#number, writer: this.#writer, offset: this.#written, ...(end ? { end } : {}) }
    await this.#requests.ask('input', fields, bytes === undefined ? {} : { body: bytes })
    this.#written += (bytes?.byteLength ?? 0) + (end ? 1 : 0)
  }

  /** @param exitError for `exit`, where the output itself ends without an error */
  #finish(error: AppError | undefined, exitError?: AppError): void {
    clearTimeout(this.#ackTimer)
    this.output.finish(error)
    this.#settle?.reject(error ?? exitError ?? new AppError({ code: 'internal', message: 'It ended.' }))
  }
}

function streamOf({ stream }: FrameHeader): StreamName {
  if (stream === 'stdout' || stream === 'stderr') return stream
  throw new TypeError('There is no stream of this name')
}

import { Buffer } from 'node:buffer'
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

const script = fileURLToPath(new URL('../supervisor.py', import.meta.url))
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'

/** The fields of a header, to be looked at one by one. */
export type Fields = Readonly<Partial<Record<string, unknown>>>

/** One frame, by hand. */
export function frame(header: object, body: Uint8Array = new Uint8Array()): Buffer {
  const text = Buffer.from(JSON.stringify(header))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(text.length, 0)
  head.writeUInt32BE(body.length, 4)
  return Buffer.concat([head, text, body])
}

export interface Received {
  readonly header: Fields
  readonly body: Buffer
}

/** Follows have numbers from here on. */
const firstFollow = 1_000_000

/** The protocol by hand, so that the test does not share a mistake with the client. */
export class Peer {
  readonly child: ChildProcess
  readonly exited: Promise<unknown[]>
  readonly #socket: Duplex
  #bytes = Buffer.alloc(0)
  readonly #aside: Received[] = []
  #lastId = 0
  #lastFollow = firstFollow

  /**
   * @param flags behind the number of the descriptor. `4` is a file that takes nothing, as if no limit could be had.
   * @param constants of the script that have other values, as Python writes them.
   */
  constructor(flags: readonly string[] = [], constants: Readonly<Record<string, string>> = {}) {
    let text = readFileSync(script, 'utf8')
    for (const [name, value] of Object.entries(constants)) {
      const line = new RegExp(`^${name} = .*$`, 'm')
      if (!line.test(text)) throw new Error(`The script has no ${name}`)
      text = text.replace(line, `${name} = ${value}`)
    }
    const full = openSync('/dev/full', 'w')
    this.child = spawn(python, ['-I', '-S', '-c', text, '3', ...flags], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe', full],
    })
    closeSync(full)
    this.exited = once(this.child, 'exit')
    const socket = this.child.stdio[3]
    if (!(socket instanceof Duplex)) throw new Error('No socket')
    this.#socket = socket
  }

  raw(bytes: Uint8Array): void {
    this.#socket.write(bytes)
  }

  send(header: object, body: Uint8Array = new Uint8Array()): void {
    this.raw(frame(header, body))
  }

  async receive(): Promise<Received> {
    const head = await this.#take(8)
    const header: Fields = Object(JSON.parse((await this.#take(head.readUInt32BE(0))).toString()))
    return { header, body: await this.#take(head.readUInt32BE(4)) }
  }

  async call(op: string, fields: object = {}, body?: Uint8Array) {
    this.#lastId += 1
    const id = this.#lastId
    this.send({ id, op, ...fields }, body)
    for (;;) {
      const answer = await this.receive()
      if (answer.header.id === id) return answer
      expect(answer.header.id).toBeGreaterThanOrEqual(firstFollow)
      this.#aside.push(answer)
    }
  }

  /** Follows a process. @returns the number of the follow */
  follow(process: unknown, more: object = {}): number {
    this.#lastFollow += 1
    this.send({ id: this.#lastFollow, op: 'follow', process, ...more })
    return this.#lastFollow
  }

  /** The next frame of a follow: an event or, without one, its answer. */
  async next(follow: number): Promise<Received> {
    const index = this.#aside.findIndex(({ header }) => header.id === follow)
    if (index >= 0) return this.#aside.splice(index, 1)[0] ?? this.next(follow)
    for (;;) {
      const frame = await this.receive()
      if (frame.header.id === follow) return frame
      this.#aside.push(frame)
    }
  }

  /** Bytes of memory that the supervisor has at the moment and had at most. */
  memory(): { readonly now: number; readonly most: number } {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8')
    const figure = (name: string) => 1024 * Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1])
    return { now: figure('VmRSS'), most: figure('VmHWM') }
  }

  async start(command: readonly string[], more: object = {}): Promise<unknown> {
    const env = { PATH: '/usr/bin:/bin' }
    return (await this.call('start', { command, cwd: '/', env, keep: 1000, ...more })).header.process
  }

  /** Starts a process whose output is followed. */
  async open(command: readonly string[], more: object = {}): Promise<number> {
    return Number(await this.start(command, { keep: undefined, ...more }))
  }

  async run(command: readonly string[], more: object = {}) {
    const process = await this.start(command, more)
    const { header } = await this.call('wait', { process })
    const read = async (stream: string) => (await this.call('read', { process, stream, offset: 0, limit: 1e6 })).body
    return { ...header, out: (await read('stdout')).toString(), err: (await read('stderr')).toString() }
  }

  end(): void {
    this.#socket.destroy()
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#bytes.length < length) {
      const piece: Buffer | null = this.#socket.read()
      if (piece === null) await once(this.#socket, 'readable', { signal: AbortSignal.timeout(20_000) })
      else this.#bytes = Buffer.concat([this.#bytes, piece])
    }
    const taken = this.#bytes.subarray(0, length)
    this.#bytes = this.#bytes.subarray(length)
    return taken
  }
}

/** Waits until a process is neither running nor waiting to be reaped. */
export async function untilGone(pid: string): Promise<void> {
  const deadline = Date.now() + 20_000
  while (existsSync(`/proc/${pid}`)) {
    if (Date.now() > deadline) throw new Error(`Process ${pid} is still there`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

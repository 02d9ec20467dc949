import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBubblewrap } from '../../runtimes/bubblewrap/probe.ts'
import { defaultLimits } from '../../runtimes/limits/limits.ts'
import type { Runtime } from '../../runtimes/runtime.ts'
import type { Answer, RawRequest } from '../../testing/http-client.ts'
import { ApiUser, send } from '../../testing/http-client.ts'
import type { PlainOptions } from '../options.ts'
import type { PlainServer } from '../plain-server.ts'
import { startPlainServer } from '../plain-server.ts'
import { referenceProfile } from '../profile.ts'

/** Nothing that costs time for its own sake, and no sandbox that nobody asked for. */
export const quick: PlainOptions = { warm: 0, times: { executeCost: 0, held: 100 } }

/** A server of a test, one user of it, and the short ways of asking. */
export interface PlainBench {
  readonly server: PlainServer
  readonly user: ApiUser
  raw(request: RawRequest): Promise<Answer>
  /** `POST /execute` in a sandbox. */
  execute(sandboxId: string, request: object): Promise<Answer>
}

const opened: (() => Promise<void>)[] = []
let runtime: Promise<Runtime> | undefined

/** @param options added to `quick`; `times` are added to its own. */
export async function startBench(options: PlainOptions = {}): Promise<PlainBench> {
  const times = { ...quick.times, ...options.times }
  const server = await startPlainServer({ ...quick, runtime: await sharedRuntime(), ...options, times })
  opened.push(server.close)
  const address = { host: '127.0.0.1', port: server.port } as const
  const user = await ApiUser.named(address, 'ann')
  return {
    server,
    user,
    raw: (request) => send(address, request),
    execute: (sandboxId, request) => user.call('POST', '/execute', { sandbox_id: sandboxId, ...request }),
  }
}

/** All that were started, and what they shared. */
export async function closeBenches(): Promise<void> {
  for (const close of opened.splice(0).reverse()) await close()
}

/** One for all servers of a test file: to open it takes far longer than to start a server. */
export function sharedRuntime(): Promise<Runtime> {
  runtime ??= openRuntime()
  return runtime
}

async function openRuntime(): Promise<Runtime> {
  const folder = await mkdtemp(join(tmpdir(), 'cloud-sandbox-plain-test-'))
  const { runtime: one } = await openBubblewrap(folder, defaultLimits, console.error, referenceProfile)
  if (one === undefined) throw new Error('This computer cannot run sandboxes')
  opened.unshift(async () => {
    await one.close()
    await rm(folder, { recursive: true, force: true })
  })
  return one
}

/** One TCP connection, written to by hand. */
export class Wire {
  readonly socket: Socket
  readonly closed: Promise<unknown>
  #received = Buffer.alloc(0)

  private constructor(socket: Socket) {
    this.socket = socket
    this.closed = once(socket, 'close')
    socket.on('data', (piece: Buffer) => {
      this.#received = Buffer.concat([this.#received, piece])
    })
    socket.on('error', () => undefined)
  }

  static async open(port: number): Promise<Wire> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new Wire(socket)
  }

  /** All that came so far. */
  get received(): string {
    return this.#received.toString('latin1')
  }

  send(text: string): void {
    this.socket.write(text, 'latin1')
  }

  /** Sends a request and waits for its short answer. @returns its head and body. */
  async ask(line: string, headers: readonly string[] = [], body = ''): Promise<string> {
    const before = this.#received.length
    const length = body === '' ? [] : [`Content-Length: ${body.length}`]
    this.send(`${line} HTTP/1.1\r\n${['Host: x', ...headers, ...length].join('\r\n')}\r\n\r\n${body}`)
    for (;;) {
      const answer = this.#received.subarray(before).toString('latin1')
      const [head = '', rest] = splitHead(answer)
      const size = /^content-length: (\d+)/im.exec(head)?.[1]
      if (rest !== undefined && (rest.length >= Number(size ?? 0) || line.startsWith('HEAD'))) return answer
      await Promise.race([once(this.socket, 'data'), this.closed])
      if (this.socket.destroyed) return this.#received.subarray(before).toString('latin1')
    }
  }
}

function splitHead(answer: string): readonly string[] {
  const end = answer.indexOf('\r\n\r\n')
  return end < 0 ? [answer] : [answer.slice(0, end), answer.slice(end + 4)]
}

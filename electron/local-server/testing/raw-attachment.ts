import { once } from 'node:events'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { attachPath, attachProtocol } from '../../../shared/supervisor/attach.ts'
import type { Frame } from '../../../shared/supervisor/frame.ts'
import { decodeFrame, encodeFrame } from '../../../shared/supervisor/frame.ts'
import type { Address } from './http-client.ts'

/** How an upgrade went: a WebSocket that is paused, or the answer instead of it. */
export type Upgraded = { readonly socket: WebSocket } | { readonly status: number; readonly text: string }

/** Asks for an attachment with these headers. */
export function upgrade(
  address: Address,
  sandboxId: string,
  headers: Readonly<Record<string, string>>,
  protocols: readonly string[] = [attachProtocol],
): Promise<Upgraded> {
  const origin = 'socketPath' in address ? 'localhost' : `${address.host}:${address.port}`
  const socket = new WebSocket(`ws://${origin}${attachPath(sandboxId)}`, [...protocols], {
    headers,
    ...('socketPath' in address ? { createConnection: () => connect(address.socketPath) } : {}),
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      // Until somebody listens: the first frame may be there already.
      socket.pause()
      resolve({ socket })
    })
    socket.once('unexpected-response', (_request, response) => {
      let text = ''
      response.on('data', (piece) => {
        text += String(piece)
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    socket.on('error', reject)
  })
}

/** An attachment by hand, so that a test can send what no client would. */
export class RawAttachment {
  readonly socket: WebSocket
  /** The code it was closed with. */
  readonly closed: Promise<number>
  readonly #frames: Frame[] = []
  #wake: () => void = () => undefined
  #lastId = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = once(socket, 'close').then(([code]) => Number(code))
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer) => {
      this.#frames.push(decodeFrame(data))
      this.#wake()
    })
    socket.resume()
  }

  /** @returns one that was greeted */
  static async open(address: Address, sandboxId: string, token: string): Promise<RawAttachment> {
    const upgraded = await upgrade(address, sandboxId, { authorization: `Bearer ${token}` })
    if ('status' in upgraded) throw new Error(`${upgraded.status} ${upgraded.text}`)
    const attachment = new RawAttachment(upgraded.socket)
    await attachment.receive()
    return attachment
  }

  send(header: object, body?: Uint8Array): void {
    this.socket.send(encodeFrame(header, body))
  }

  /** The next frame. */
  async receive(): Promise<Frame> {
    for (;;) {
      const frame = this.#frames.shift()
      if (frame !== undefined) return frame
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Asks, and passes over events until the answer. */
  async call(op: string, fields: object = {}, body?: Uint8Array): Promise<Frame> {
    this.#lastId += 1
    const id = this.#lastId
    this.send({ ...fields, id, op }, body)
    for (;;) {
      const frame = await this.receive()
      if (frame.header.id === id && frame.header.event === undefined) return frame
    }
  }

  async start(command: readonly string[], more: object = {}): Promise<number> {
    return Number((await this.call('start', { command, ...more })).header.process)
  }

  close(): void {
    this.socket.terminate()
  }
}

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { maxFrameBytes } from '../../shared/wire/codec.ts'
import { conformance } from '../../shared/wire/testing/conformance.ts'
import { openPair } from '../../shared/wire/testing/open-pair.ts'
import { socketPort } from './socket-port.ts'

let server: WebSocketServer
beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: maxFrameBytes, perMessageDeflate: false })
  await once(server, 'listening')
})
afterAll(() => server.close())

/** Both ends of one socket over loopback. */
async function socketPair(): Promise<readonly [WebSocket, WebSocket]> {
  const accepted = once(server, 'connection')
  const { port } = server.address() as AddressInfo
  const asking = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
  await once(asking, 'open')
  const [answering] = (await accepted) as [WebSocket]
  return [asking, answering]
}

conformance('a WebSocket', async (other) => {
  const [asking, answering] = await socketPair()
  const closed = Promise.all([once(asking, 'close'), once(answering, 'close')])
  return openPair(socketPort(asking), socketPort(answering), other, async () => {
    await closed
  })
})

describe('a WebSocket that carries what is no wire', () => {
  const garbage: Readonly<Record<string, string | Uint8Array>> = {
    text: '{"t":"call","id":1,"name":"echo"}',
    nothing: new Uint8Array(0),
    'a header longer than the message': new Uint8Array([255, 255, 0, 0]),
    'more than the limit': new Uint8Array(maxFrameBytes + 1),
  }

  it.each(Object.entries(garbage))('ends it: %s', async (_, message) => {
    const [asking, answering] = await socketPair()
    asking.on('error', () => {})
    const port = socketPort(answering)
    port.onMessage(() => {
      throw new Error('A message was delivered.')
    })
    const ended = new Promise<void>((resolve) => port.onClose(resolve))
    const gone = once(asking, 'close')
    asking.send(message)
    await Promise.all([ended, gone])
  })

  it('ends when the connection is cut', async () => {
    const [asking, answering] = await socketPair()
    const port = socketPort(answering)
    const ended = new Promise<void>((resolve) => port.onClose(resolve))
    asking.terminate()
    await ended
    expect(() => port.post('into nothing')).not.toThrow()
  })
})

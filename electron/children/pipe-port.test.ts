import { PassThrough } from 'node:stream'
import { describe, it } from 'vitest'
import { maxFrameBytes, prefixed } from '../../shared/wire/codec.ts'
import { conformance } from '../../shared/wire/testing/conformance.ts'
import { pipePort } from './pipe-port.ts'
import { openChild } from './testing/open-child.ts'

conformance('the pipes of a child process', async (other) => openChild(other), 'few')

describe('a pipe that carries what is no wire', () => {
  const garbage: Readonly<Record<string, Uint8Array>> = {
    text: Buffer.from('Segmentation fault (core dumped)\n'),
    'a frame that announces more than the limit': Buffer.from(new Uint32Array([maxFrameBytes + 1]).buffer),
    'a frame with a header longer than itself': Buffer.from([4, 0, 0, 0, 255, 255, 0, 0]),
    'a header that is no JSON': Buffer.from([6, 0, 0, 0, 2, 0, 0, 0, 0x7b, 0x7b]),
    'a header that is no UTF-8': Buffer.from([6, 0, 0, 0, 2, 0, 0, 0, 0xff, 0xfe]),
  }

  it.each(Object.entries(garbage))('ends it: %s', async (_, bytes) => {
    const input = new PassThrough()
    const port = pipePort(input, new PassThrough())
    port.onMessage(() => {
      throw new Error('A message was delivered.')
    })
    const ended = new Promise<void>((resolve) => port.onClose(resolve))
    input.write(bytes)
    await ended
  })

  it('ends when the pipe ends within a frame', async () => {
    const input = new PassThrough()
    const port = pipePort(input, new PassThrough())
    const ended = new Promise<void>((resolve) => port.onClose(resolve))
    input.end(prefixed({ t: 'value', id: 1, value: 'half' }).subarray(0, 20))
    await ended
  })

  it('ends when the peer no longer reads what it asked for', async () => {
    // Nothing reads this one.
    const port = pipePort(new PassThrough(), new PassThrough())
    const ended = new Promise<void>((resolve) => port.onClose(resolve))
    const large = new Uint8Array(48 * 1024 * 1024)
    for (let sent = 0; sent < 6; sent++) port.post(large)
    await ended
  })
})

import type { Readable, Writable } from 'node:stream'
import { decode, FrameReader, prefixed } from '../../shared/wire/codec.ts'
import type { Port } from '../../shared/wire/port.ts'
import { portOver } from '../../shared/wire/port.ts'

/**
 * A peer that reads this little of what it asked for is stuck. Streams stop at their window long before; only answers
 * to calls can pile up here, and a few of the largest must fit.
 */
const maxUnread = 256 * 1024 * 1024

/**
 * The wire over two pipes: a child's stdin and stdout, or our own. The writer never waits here (a port has no way to
 * say so): what bounds memory is the credit of streams, and `maxUnread`. Reading never pauses either, because two sides
 * that stop reading until the other has read wait for ever.
 */
export function pipePort(input: Readable, output: Writable): Port {
  const frames = new FrameReader()
  const end = portOver({
    send(message) {
      output.write(prefixed(message))
      if (output.writableLength > maxUnread) end.ended()
    },
    close() {
      // What was posted before is still written: `end` waits for it.
      output.end()
      input.off('data', onData)
      // Read on and drop, or the peer blocks on a full pipe and never sees that we left.
      input.resume()
    },
  })
  function onData(chunk: Uint8Array): void {
    try {
      for (const frame of frames.push(chunk)) end.deliver(decode(frame))
    } catch {
      end.ended()
    }
  }
  input.on('data', onData)
  for (const side of [input, output]) {
    side.on('close', end.ended)
    // EPIPE and the like: the peer has gone, which `close` tells too; without a listener they would end this process.
    side.on('error', end.ended)
  }
  input.on('end', end.ended)
  return end
}

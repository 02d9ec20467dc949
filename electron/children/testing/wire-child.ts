import type { ServiceState } from '../../../shared/wire/testing/service.ts'
import { serveLies, serveService } from '../../../shared/wire/testing/service.ts'
import { pipePort } from '../pipe-port.ts'

/**
 * The other end of the conformance suite as a process: `wire-child.ts service|liar`. Over the channel of `fork` it
 * answers each message with the state of its service and the memory that it needs.
 */
const port = pipePort(process.stdin, process.stdout)
let state: ServiceState | undefined
if (process.argv[2] === 'liar') serveLies(port)
else state = serveService(port)

process.on('message', () => {
  // V8 lets 64 MB of dead buffers lie before it collects; what counts is what cannot be collected. Buffers are given
  // back in the background, so that a second collection is needed to see the first.
  globalThis.gc?.()
  setImmediate(() => {
    globalThis.gc?.()
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
    process.send?.({ ...state, memory: { rss, held: heapUsed + arrayBuffers } })
  })
})
process.on('disconnect', () => process.exit(0))

import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { WebSocket } from 'ws'
import { socketPort } from '../../electron/browser-host/socket-port.ts'
import { workerPort } from '../../electron/children/message-port.ts'
import { pipePort } from '../../electron/children/pipe-port.ts'
import { connect } from '../../shared/wire/client.ts'
import type { Port } from '../../shared/wire/port.ts'
import type { echoContract } from './echo-contract.ts'
import { parcel } from './echo-contract.ts'
import { paired, report, rounded } from './measure.ts'

// One question and its answer over each carrier of the wire, beside the same bytes sent raw over the same carrier.

type Echo = (size: number) => Promise<unknown>

interface Carrier {
  readonly name: string
  readonly wire: Echo
  readonly raw: Echo
  close(): Promise<unknown>
}

const peer = fileURLToPath(new URL('echo-peer.ts', import.meta.url))

/** A client on a port, asked for an echo of a parcel. */
function wireEcho(port: Port): Echo {
  const client = connect<typeof echoContract>(port)
  return (size) => client.call('echo', parcel(size))
}

async function overMessagePort(): Promise<Carrier> {
  const wire = new Worker(peer, { workerData: { kind: 'wire-port' } })
  const raw = new Worker(peer, { workerData: { kind: 'raw-port' } })
  const port = workerPort({
    postMessage: (message) => wire.postMessage(message),
    on: (event: string, listener: (message: unknown) => void) => wire.on(event === 'close' ? 'exit' : event, listener),
    close: () => void wire.terminate(),
  })
  return {
    name: 'MessagePort',
    wire: wireEcho(port),
    raw: async (size) => {
      const answer = once(raw, 'message')
      raw.postMessage(parcel(size))
      await answer
    },
    close: () => Promise.all([wire.terminate(), raw.terminate()]),
  }
}

async function overSocket(): Promise<Carrier> {
  const child = spawn(process.execPath, [peer, 'sockets'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const address = `ws://127.0.0.1:${Number(String(line))}`
  const wire = new WebSocket(`${address}/wire`)
  const raw = new WebSocket(`${address}/raw`)
  await Promise.all([once(wire, 'open'), once(raw, 'open')])
  return {
    name: 'WebSocket',
    wire: wireEcho(socketPort(wire)),
    raw: async (size) => {
      const answer = once(raw, 'message')
      raw.send(parcel(size).bytes)
      await answer
    },
    close: () => end(child),
  }
}

async function overPipe(): Promise<Carrier> {
  const wire = spawn(process.execPath, [peer, 'wire-pipe'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const raw = spawn(process.execPath, [peer, 'raw-pipe'], { stdio: ['pipe', 'pipe', 'inherit'] })
  return {
    name: 'pipe',
    wire: wireEcho(pipePort(wire.stdout, wire.stdin)),
    raw: (size) =>
      new Promise<void>((resolve) => {
        let left = size
        const take = (chunk: Buffer) => {
          left -= chunk.byteLength
          if (left > 0) return
          raw.stdout.off('data', take)
          resolve()
        }
        raw.stdout.on('data', take)
        raw.stdin.write(parcel(size).bytes)
      }),
    close: () => Promise.all([end(wire), end(raw)]),
  }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill()
  await ended
}

/** How often the pair is measured, and how many echoes one measurement holds. */
const sizes = [
  { label: '1 KB', bytes: 1024, runs: 15, count: 200, target: '<= 3 x comparedWith' },
  { label: '1 MB', bytes: 1024 * 1024, runs: 15, count: 5, target: 'none; shown beside the raw echo' },
] as const

for (const open of [overMessagePort, overSocket, overPipe]) {
  const carrier = await open()
  for (const { label, bytes, runs, count, target } of sizes) {
    const { ours, plain } = await paired(
      runs,
      () => carrier.wire(bytes),
      () => carrier.raw(bytes),
      count,
    )
    report({
      name: `wire round trip of ${label}, ${carrier.name}`,
      value: rounded(ours),
      unit: 'ms',
      target,
      met: label === '1 MB' || ours <= 3 * plain,
      comparedWith: { name: `raw echo, ${carrier.name}`, value: rounded(plain) },
    })
  }
  await carrier.close()
}

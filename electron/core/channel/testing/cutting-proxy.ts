import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** A way to a server on which connections break. */
export interface CuttingProxy {
  readonly port: number
  /** Connections broken so far. */
  readonly cuts: number
  /** Bytes after which the next connections break, in either direction together; none: they do not. */
  plan(next: () => number | undefined): void
  /** Breaks all that are open, and each new one at once, until `plan` says otherwise. */
  block(): void
  close(): Promise<void>
}

/** @param socketPath where the server is */
export async function startCuttingProxy(socketPath: string): Promise<CuttingProxy> {
  let next: () => number | undefined = () => undefined
  let cuts = 0
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(socketPath)
    open.add(near)
    near.once('close', () => open.delete(near))
    let left = next()
    const cut = () => {
      if (!near.destroyed) cuts += 1
      near.resetAndDestroy()
      far.destroy()
    }
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => undefined)
      from.on('close', () => to.destroy())
      from.on('data', (piece: Buffer) => {
        const passed = left === undefined ? piece : piece.subarray(0, left)
        // What is cut off in the middle of a frame has to have left before.
        if (left !== undefined) left -= passed.length
        const isLast = left === 0
        if (!to.write(passed, () => (isLast ? cut() : undefined))) {
          from.pause()
          to.once('drain', () => from.resume())
        }
      })
    }
    if (left === 0) cut()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    port: address.port,
    get cuts() {
      return cuts
    },
    plan(following) {
      next = following
    },
    block() {
      next = () => 0
      for (const socket of open) socket.resetAndDestroy()
    },
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

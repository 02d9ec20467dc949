import type { Server } from 'node:net'

/** What the server is there for at the moment. */
export interface Activity {
  /**
   * Open connections, over all entrances. One that is silent counts until it is closed for its silence, after about a
   * minute: a client is whoever has asked something in that time, or holds a connection on purpose, as an application does.
   */
  readonly clients: number
  /** Sandboxes that somebody holds. Whatever runs, runs in one of them, also when its client has gone. */
  readonly sandboxes: number
}

/** Counts the open connections of some servers. */
export class Clients {
  #count = 0
  #lastAt = performance.now()

  get count(): number {
    return this.#count
  }

  /** When the last connection was closed, on the clock of `performance.now`. */
  get lastAt(): number {
    return this.#lastAt
  }

  /** @param server counted from its next connection on */
  watch(server: Server): void {
    server.on('connection', (socket) => {
      this.#count += 1
      socket.once('close', () => {
        this.#count -= 1
        this.#lastAt = performance.now()
      })
    })
  }
}

/** Between two looks, as a part of the whole time, and in ms at most. A look costs nothing. */
const look = { part: 20, most: 15_000 }

/**
 * Resolves when there was neither a client nor a held sandbox for this long without a break. A computer that sleeps does
 * not count the time. Does not keep the process alive.
 *
 * @param ms how long
 * @param sandboxes how many are held now
 */
export function idleFor(ms: number, clients: Clients, sandboxes: () => number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let busyAt = performance.now()
    const timer = setInterval(
      () => {
        const now = performance.now()
        busyAt = clients.count > 0 || sandboxes() > 0 ? now : Math.max(busyAt, clients.lastAt)
        if (now - busyAt >= ms) resolve()
      },
      Math.min(ms / look.part, look.most),
    )
    timer.unref()
    signal.addEventListener('abort', () => clearInterval(timer), { once: true })
  })
}

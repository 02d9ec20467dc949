import { randomBytes } from 'node:crypto'
import type { Activity } from './activity.ts'
import { Clients, idleFor } from './activity.ts'
import { whenGone } from './when-gone.ts'

/** Why a server ends that nobody sent a signal to. */
export type EndCause =
  /** Nobody had used it for long enough. */
  | 'idle'
  /** An application asked for it, to start another one in its place, and nobody used it. */
  | 'asked'
  /** Its data folder was removed: whatever it kept from here on would be lost, and nobody else could start one there. */
  | 'its folder has gone'

/** How long a server lives, and which one it is. */
export class Lifetime {
  /** Another one after each start: who follows a server on a socket tells by it that another one answers there now. */
  readonly instance = randomBytes(8).toString('hex')
  readonly clients = new Clients()
  /** Resolves when the server should end by itself. */
  readonly over: Promise<EndCause>
  readonly #sandboxes: () => number
  readonly #stopped = new AbortController()
  #end: (cause: EndCause) => void = () => undefined

  /** @param sandboxes how many are held now */
  constructor(sandboxes: () => number) {
    this.#sandboxes = sandboxes
    this.over = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  /** From now on it ends by itself after this long (ms) without a client and a held sandbox. */
  endWhenIdle(ms: number): void {
    void idleFor(ms, this.clients, this.#sandboxes, this.#stopped.signal).then(() => this.#end('idle'))
  }

  /** From now on it ends when this file of its folder, which it has open, is no longer there. */
  endWithout(file: string): void {
    void whenGone(file, this.#stopped.signal).then(() => this.#end('its folder has gone'))
  }

  /** Ends the server unless somebody beside the one who asks uses it; then that is what comes back. */
  endIfUnused(): Activity | undefined {
    const activity = { clients: Math.max(0, this.clients.count - 1), sandboxes: this.#sandboxes() }
    if (activity.clients > 0 || activity.sandboxes > 0) return activity
    this.#end('asked')
    return undefined
  }

  stop(): void {
    this.#stopped.abort()
  }
}

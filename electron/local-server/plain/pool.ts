import type { PlainSettings } from './options.ts'
import { bare, Refusal, unavailable } from './replies.ts'
import type { PlainSandbox } from './sandbox.ts'

type Settings = Pick<PlainSettings, 'warm' | 'most' | 'times'>

/** `GET /sandbox/stats`. */
export interface PoolStats {
  readonly idle: number
  readonly active: number
  readonly creating: number
  readonly max: number
}

/** The pool of the sandbox service: it belongs to nobody (trap 5.2). */
export class Pool {
  readonly #settings: Settings
  readonly #make: () => Promise<PlainSandbox>
  /** The last one is given out first: what was released, as it is (trap 5.5). */
  #idle: PlainSandbox[] = []
  #active = new Map<string, PlainSandbox>()
  readonly #making = new Set<Promise<PlainSandbox>>()
  /** Counts restarts, so that what is made meanwhile does not outlive one. */
  #life = 0

  /** @param make starts a new sandbox. */
  constructor(settings: Settings, make: () => Promise<PlainSandbox>) {
    this.#settings = settings
    this.#make = make
  }

  /** @throws Refusal 503 when there are as many as there may be. */
  async acquire(): Promise<PlainSandbox> {
    const life = this.#life
    const sandbox = this.#idle.pop() ?? (await this.#create())
    if (life !== this.#life) {
      await sandbox.remove()
      throw new Refusal(unavailable('sandboxes'))
    }
    sandbox.lastUse = Date.now()
    this.#active.set(sandbox.id, sandbox)
    return sandbox
  }

  /** Takes it back unlooked at. @throws Refusal 400 when it is not acquired. */
  release(id: string): void {
    const sandbox = this.#active.get(id)
    if (sandbox === undefined) throw new Refusal(bare(400, `sandbox not acquired: ${id}`))
    this.#active.delete(id)
    this.#idle.push(sandbox)
  }

  /** One that is acquired. */
  active(id: string): PlainSandbox | undefined {
    return this.#active.get(id)
  }

  /** Also one that waits in the pool. */
  any(id: string): PlainSandbox | undefined {
    return this.#active.get(id) ?? this.#idle.find((sandbox) => sandbox.id === id)
  }

  stats(): PoolStats {
    const { most } = this.#settings
    return { idle: this.#idle.length, active: this.#active.size, creating: this.#making.size, max: most }
  }

  /** Makes as many as are missing. New ones go below those that were used. */
  async topUp(): Promise<void> {
    const missing = this.#settings.warm - this.#idle.length - this.#making.size
    const room = this.#settings.most - this.#count()
    const wanted = Math.max(0, Math.min(missing, room))
    await Promise.all(Array.from({ length: wanted }, () => this.#add()))
  }

  /** Takes back those that nobody has used for long, bound or not, busy or not (trap 5.4). */
  async sweep(): Promise<void> {
    const limit = Date.now() - this.#settings.times.reclaim
    const unused = [...this.#active.values()].filter((sandbox) => sandbox.lastUse <= limit)
    for (const sandbox of unused) this.#active.delete(sandbox.id)
    await Promise.all(unused.map((sandbox) => sandbox.remove()))
  }

  /** Ends all of them (trap 5.12). */
  async clear(): Promise<void> {
    const all = [...this.#idle, ...this.#active.values()]
    this.#life += 1
    this.#idle = []
    this.#active = new Map()
    await Promise.all(all.map((sandbox) => sandbox.remove()))
    // Whoever wanted them removes them.
    await Promise.allSettled(this.#making)
  }

  async #add(): Promise<void> {
    const life = this.#life
    const made = await this.#create()
    // The pool it was made for may be gone.
    if (life === this.#life) this.#idle.unshift(made)
    else await made.remove()
  }

  #count(): number {
    return this.#idle.length + this.#active.size + this.#making.size
  }

  async #create(): Promise<PlainSandbox> {
    if (this.#count() >= this.#settings.most) throw new Refusal(bare(503, 'sandbox pool exhausted'))
    const making = this.#make()
    this.#making.add(making)
    try {
      return await making
    } finally {
      this.#making.delete(making)
    }
  }
}

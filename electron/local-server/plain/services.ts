import type { PlainSettings } from './options.ts'
import type { Reply } from './replies.ts'
import { unavailable } from './replies.ts'
import type { Call, Route } from './router.ts'

export type ServiceName = 'sessions' | 'sandboxes'

/** One of the two services behind the gateway, which may be down and may be restarted while it answers. */
export class Service {
  readonly #name: ServiceName
  readonly #waitMs: number
  #isUp = true
  /** Of the answers under way: called when the service stops. */
  readonly #losing = new Set<() => void>()

  /** @param waitMs how long the gateway waits for an answer of it; Infinity means as long as for all. */
  constructor(name: ServiceName, waitMs: number) {
    this.#name = name
    this.#waitMs = waitMs
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** Answers under way are lost with it. */
  stop(): void {
    this.#isUp = false
    for (const lose of this.#losing) lose()
  }

  start(): void {
    this.#isUp = true
  }

  /** The routes as the gateway has them. */
  behind(routes: readonly Route[]): readonly Route[] {
    return routes.map((route) => ({ ...route, handle: (call: Call) => this.#ask(route, call) }))
  }

  async #ask(route: Route, call: Call): Promise<Reply> {
    if (!this.#isUp) return unavailable(this.#name)
    // The service goes on, whether it is waited for or not (trap 5.9).
    const answer = (async () => await route.handle(call))()
    answer.catch(() => undefined)
    let lose = () => {}
    const lost = new Promise<Reply>((resolve) => {
      lose = () => resolve(unavailable(this.#name))
    })
    this.#losing.add(lose)
    const timer = this.#waitMs < Infinity ? setTimeout(lose, this.#waitMs) : undefined
    try {
      return await Promise.race([answer, lost])
    } finally {
      clearTimeout(timer)
      this.#losing.delete(lose)
    }
  }
}

/** Both, as the settings have them. */
export function makeServices({ times }: PlainSettings): Readonly<Record<ServiceName, Service>> {
  return {
    sessions: new Service('sessions', times.service),
    sandboxes: new Service('sandboxes', Number.POSITIVE_INFINITY),
  }
}

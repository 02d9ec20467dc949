import { setTimeout as pause } from 'node:timers/promises'

/** What executes cost the host: each waits its turn and then some, however many run at once (trap 4.6). */
export class Pace {
  readonly #costMs: number
  #free = 0

  constructor(costMs: number) {
    this.#costMs = costMs
  }

  async take(): Promise<void> {
    if (this.#costMs === 0) return
    this.#free = Math.max(this.#free, Date.now()) + this.#costMs
    await pause(this.#free - Date.now())
  }
}

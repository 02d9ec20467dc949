/**
 * A value that can be watched. A watcher gets the present value at once and then each change; one that is slow misses
 * the states between and never the last one.
 */
export class Watchable<T> {
  #value: T
  #version = 0
  #ended = false
  #watchers = 0
  readonly #waiting = new Set<() => void>()

  constructor(value: T) {
    this.#value = value
  }

  get value(): T {
    return this.#value
  }

  /** How many watch it at the moment. */
  get watchers(): number {
    return this.#watchers
  }

  /** Nothing is told when it is the value that is there already. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    this.#version += 1
    this.#wake()
  }

  /** No more changes: every watcher ends after the last value. */
  end(): void {
    this.#ended = true
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  /** Ends when the signal aborts, or after `end`. */
  async *watch(signal: AbortSignal): AsyncGenerator<T, void, void> {
    let seen = -1
    this.#watchers += 1
    try {
      while (!signal.aborted) {
        if (seen !== this.#version) {
          seen = this.#version
          yield this.#value
        } else if (this.#ended) return
        else await this.#changed(signal)
      }
    } finally {
      this.#watchers -= 1
    }
  }

  async #changed(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake, { once: true })
    })
  }
}

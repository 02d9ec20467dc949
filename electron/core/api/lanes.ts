import { fail } from '../../../shared/domain/errors.ts'

/** Lets at most so many go at once; the others wait in order. */
export class Lanes {
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(count: number) {
    this.#free = count
  }

  /** @param signal rejects with `cancelled` at once while it waits; work that has begun is its own matter */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) throw fail('cancelled', 'Cancelled.')
    if (this.#free > 0) this.#free -= 1
    else await this.#turn(signal)
    try {
      return await work()
    } finally {
      const [next] = this.#waiting
      // The lane goes from hand to hand: a newcomer can't slip in before those who wait.
      if (next) next()
      else this.#free += 1
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const go = () => {
        leave()
        resolve()
      }
      const give = () => {
        leave()
        reject(fail('cancelled', 'Cancelled.'))
      }
      const leave = () => {
        this.#waiting.delete(go)
        signal?.removeEventListener('abort', give)
      }
      this.#waiting.add(go)
      signal?.addEventListener('abort', give, { once: true })
    })
  }
}

/** Lets at most so many go at once; the others wait in order. */
export class Lanes {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  /** Is there one to start in at once? */
  get open(): boolean {
    return this.#free > 0
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      // The lane goes from hand to hand: a newcomer can't slip in before those who wait.
      if (next) next()
      else this.#free += 1
    }
  }
}

/**
 * Shares a slow look at something that changes among all who want one: each gets what was read after it had asked, and no two looks
 * are under way at once.
 */
export class FreshReads<T> {
  readonly #read: () => Promise<T>
  #running: Promise<T> | undefined
  #next: Promise<T> | undefined

  constructor(read: () => Promise<T>) {
    this.#read = read
  }

  get(): Promise<T> {
    if (this.#running === undefined) return this.#start()
    // The one under way may have begun before the asker's time; how it ends is none of the next one's business.
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    )
    return this.#next
  }

  #start(): Promise<T> {
    this.#next = undefined
    const running = this.#read().finally(() => {
      if (this.#running === running) this.#running = undefined
    })
    this.#running = running
    return running
  }
}

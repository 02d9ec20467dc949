const size = 200
const gain = 100

/** What one TCP connection may ask for (trap 3.1). */
export class Bucket {
  readonly #gapMs: number
  #left = size
  #lastStart: number | undefined

  /** @param gapMs a shorter time between two starts gains nothing. */
  constructor(gapMs: number) {
    this.#gapMs = gapMs
  }

  /** Whether a request that starts now is carried out. One that is refused moves the clock all the same. */
  take(now: number = Date.now()): boolean {
    const gap = now - (this.#lastStart ?? now)
    this.#lastStart = now
    this.#left = Math.min(size, this.#left + Math.floor(gap / this.#gapMs) * gain)
    if (this.#left === 0) return false
    this.#left -= 1
    return true
  }
}

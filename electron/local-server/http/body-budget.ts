import { RequestError } from '../errors.ts'

/** Of each body so much is not counted: ordinary requests pass whatever the large ones do. */
const freeBytes = 64 * 1024

/**
 * Memory that all bodies on their way hold together. What has come is counted, not what was announced: an announcement holds
 * nothing, and must not hold others up.
 */
export class BodyBudget {
  readonly #most: number
  #held = 0

  /** @param most bytes of all bodies at once, the free part of each aside */
  constructor(most: number) {
    this.#most = most
  }

  /** For one request; `end` gives back what it holds. */
  open(): BodyShare {
    let total = 0
    let counted = 0
    return {
      take: (bytes) => {
        total += bytes
        const more = Math.max(0, total - freeBytes) - counted
        if (this.#held + more > this.#most) {
          throw new RequestError(503, 'the server is busy with large requests; try again', 'busy')
        }
        this.#held += more
        counted += more
      },
      end: () => {
        this.#held -= counted
        counted = 0
      },
    }
  }
}

/** What one body holds. */
export interface BodyShare {
  /** @throws RequestError 503 when all bodies together hold too much. */
  take(bytes: number): void
  end(): void
}

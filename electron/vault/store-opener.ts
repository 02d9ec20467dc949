import { setTimeout as delay } from 'node:timers/promises'
import { isAppError } from '../../shared/domain/errors.ts'
import { isBusy, toAppError } from './store/database/sqlite-errors.ts'
import { Store } from './store/store.ts'

/**
 * How long a folder in use is asked again (ms). A vault whose application was killed ends by itself a moment later; a
 * start right after it must not be refused for that.
 */
const patience = 3000
const pause = 50

/** Opens the store when it is first needed. A failure is told to whoever asked, and the next one tries again. */
export class StoreOpener {
  readonly #folder: string
  #opening: Promise<Store> | undefined
  #store: Store | undefined
  #closed = false

  constructor(folder: string) {
    this.#folder = folder
  }

  async store(): Promise<Store> {
    if (this.#store) return this.#store
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined
    })
    return await this.#opening
  }

  async #open(): Promise<Store> {
    const until = Date.now() + patience
    while (true) {
      try {
        const store = new Store(this.#folder)
        if (this.#closed) store.close()
        else this.#store = store
        return store
      } catch (error) {
        const inUse = isAppError(error, 'refused') && isBusy(error.cause)
        if (this.#closed || !inUse || Date.now() > until) throw toAppError(error)
      }
      await delay(pause)
    }
  }

  /** Commits what waits. */
  close(): void {
    this.#closed = true
    this.#store?.close()
    this.#store = undefined
  }
}

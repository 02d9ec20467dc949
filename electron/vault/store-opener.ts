import { setTimeout as delay } from 'node:timers/promises'
import { isAppError } from '../../shared/domain/errors.ts'
import { fileError } from './store/content/file-errors.ts'
import { isBroken, isBusy, toAppError } from './store/database/sqlite-errors.ts'
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
  #closing: Promise<void> | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  async store(): Promise<Store> {
    if (this.#store) return this.#store
    this.#opening ??= this.#open(false).finally(() => {
      this.#opening = undefined
    })
    return await this.#opening
  }

  /**
   * Asks the store. When it meets a damaged database, that is repaired as far as it can be, and the question is asked
   * once more: everything that is asked of a store can be repeated.
   */
  async ask<T>(question: (store: Store) => T | Promise<T>): Promise<T> {
    const store = await this.store()
    try {
      return await question(store)
    } catch (error) {
      if (this.#closed || !isAppError(error) || !isBroken(error.cause)) throw error
      return await question(await this.#repaired(store))
    }
  }

  async #repaired(damaged: Store): Promise<Store> {
    // Somebody else met it too, and has had it repaired.
    if (this.#store !== damaged) return await this.store()
    this.#store = undefined
    this.#opening = damaged
      .close()
      .catch(() => undefined)
      .then(() => this.#open(true))
      .finally(() => {
        this.#opening = undefined
      })
    return await this.#opening
  }

  async #open(check: boolean): Promise<Store> {
    const until = Date.now() + patience
    while (true) {
      try {
        const store = new Store(this.#folder, check)
        if (this.#closed) await store.close()
        else this.#store = store
        return store
      } catch (error) {
        const inUse = isAppError(error, 'refused') && isBusy(error.cause)
        if (this.#closed || !inUse || Date.now() > until) throw fileError(toAppError(error))
      }
      await delay(pause)
    }
  }

  /** Commits what waits. May be called twice: both resolve when that is done. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#closed = true
    await this.#opening?.catch(() => undefined)
    const store = this.#store
    this.#store = undefined
    await store?.close()
  }
}

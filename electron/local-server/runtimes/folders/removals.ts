import { randomUUID } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../../error-code.ts'
import { removeTree } from './remove-tree.ts'

/** Marks a folder whose removal has begun: it belongs to nobody any more. */
const mark = 'removed-'

/**
 * Folders below one folder that go away at once and are emptied afterwards, one after the other: nobody waits for a large
 * one, and nobody fails by one that cannot be removed. What is left is to be taken again at the next start.
 */
export class Removals {
  readonly #root: string
  readonly #onFault: (error: unknown) => void
  #last: Promise<void> = Promise.resolve()

  /** @param onFault told of what cannot be removed. */
  constructor(root: string, onFault: (error: unknown) => void) {
    this.#root = root
    this.#onFault = onFault
  }

  /** @returns false when there is no such folder. @throws Error when it cannot be taken away. */
  async take(name: string): Promise<boolean> {
    const doomed = join(this.#root, `${mark}${randomUUID()}`)
    try {
      await rename(join(this.#root, name), doomed)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    }
    this.#empty(doomed)
    return true
  }

  /** Left-overs of a server that was killed, also those whose removal had begun. Never rejected. */
  async takeAll(names: readonly string[]): Promise<void> {
    for (const name of names) {
      if (name.startsWith(mark)) this.#empty(join(this.#root, name))
      else await this.take(name).catch(this.#onFault)
    }
  }

  /** Fulfilled when nothing is left to be emptied. */
  async settled(): Promise<void> {
    await this.#last
  }

  #empty(path: string): void {
    this.#last = this.#last.then(() => removeTree(path)).catch(this.#onFault)
  }
}

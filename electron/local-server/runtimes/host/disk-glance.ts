import { statfs } from 'node:fs/promises'

/** A fast disk takes ten times as much between two looks at the sandboxes: so much lost by all of the computer asks for one. */
const alarmBytes = 1024 ** 3

/** Sees by one cheap figure whether somebody fills the disk faster than the looks at each sandbox come. */
export class DiskGlance {
  readonly #free: () => Promise<number>
  #freeAtLook: number | undefined

  /** @param free bytes of the disk that are free. */
  constructor(free: () => Promise<number>) {
    this.#free = free
  }

  /** A glance at the disk that a folder is on. */
  static of(folder: string): DiskGlance {
    return new DiskGlance(async () => {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    })
  }

  /** To be called with each look at the sandboxes. */
  async looked(): Promise<void> {
    this.#freeAtLook = await this.#free()
  }

  /** Whether a look should not wait. */
  async isAlarming(): Promise<boolean> {
    const free = await this.#free()
    this.#freeAtLook ??= free
    return this.#freeAtLook - free > alarmBytes
  }
}

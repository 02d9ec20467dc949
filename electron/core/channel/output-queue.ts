import type { OutputItem } from './process-channel.ts'

/** Items for one reader. How many there can be is the sender's affair: it stops at what is not acknowledged. */
export class OutputQueue implements AsyncIterable<OutputItem> {
  readonly #items: OutputItem[] = []
  #end: { readonly error: Error | undefined } | undefined
  #wake: () => void = () => undefined

  push(item: OutputItem): void {
    if (this.#end !== undefined) return
    this.#items.push(item)
    this.#wake()
  }

  /** The reader gets what is there, then the end, or this error. */
  finish(error?: Error): void {
    this.#end ??= { error }
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<OutputItem, void, void> {
    for (;;) {
      const item = this.#items.shift()
      if (item !== undefined) yield item
      else if (this.#end === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      } else if (this.#end.error === undefined) return
      else throw this.#end.error
    }
  }
}

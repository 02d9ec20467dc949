/** Runs tasks one after the other, in the order they came. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task, task)
    // The next one does not care how this one ended; its caller does.
    this.#last = result.catch(() => undefined)
    return result
  }
}

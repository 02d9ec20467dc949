/** An end that is set to a request: the clock's, or that of whoever asked, whichever is first. */
export interface Deadline {
  /** It is over. */
  readonly over: boolean
  /** Was it the clock? */
  readonly passed: boolean
  /** Called once when it is over, in place of what was given before. */
  onOver(run: () => void): void
  /** Lets the timer go; nothing is called any more. */
  clear(): void
}

/** Not an `AbortSignal`: that costs as much as the rest of a request to a server on this computer. */
export function startDeadline(ms: number, outer: AbortSignal | undefined): Deadline {
  let over = false
  let passed = false
  let run = () => {}
  const end = () => {
    over = true
    run()
  }
  const timer = setTimeout(() => {
    passed = true
    end()
  }, ms)
  if (outer?.aborted) over = true
  else outer?.addEventListener('abort', end, { once: true })
  return {
    get over() {
      return over
    },
    get passed() {
      return passed
    },
    onOver(next) {
      run = next
    },
    clear() {
      clearTimeout(timer)
      outer?.removeEventListener('abort', end)
    },
  }
}

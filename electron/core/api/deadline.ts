/** A signal that aborts at a deadline or with another signal, whichever is first. */
export interface Deadline {
  readonly signal: AbortSignal
  /** Was it the clock? */
  readonly passed: boolean
  /** Lets the timer go. */
  clear(): void
}

/** AbortSignal.any would do, but is not in every Node that this runs in. */
export function startDeadline(ms: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  let passed = false
  const timer = setTimeout(() => {
    passed = true
    controller.abort()
  }, ms)
  const onAbort = () => controller.abort()
  if (outer?.aborted) onAbort()
  else outer?.addEventListener('abort', onAbort, { once: true })
  return {
    signal: controller.signal,
    get passed() {
      return passed
    },
    clear() {
      clearTimeout(timer)
      outer?.removeEventListener('abort', onAbort)
    },
  }
}

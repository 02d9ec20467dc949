import { lstatSync } from 'node:fs'

/** Between two looks, ms. */
const lookMs = 5_000

/** Resolves when a file has been removed, or another one lies in its place. Does not keep the process alive. */
export function whenGone(path: string, signal: AbortSignal): Promise<void> {
  const own = identity(path)
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const found = identity(path)
      if (found !== 'unknown' && found !== own) resolve()
    }, lookMs)
    timer.unref()
    signal.addEventListener('abort', () => clearInterval(timer), { once: true })
  })
}

/** `unknown` when the disk does not say: that is no end. */
function identity(path: string): string {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false })
    return found === undefined ? 'none' : `${found.dev}-${found.ino}`
  } catch {
    return 'unknown'
  }
}

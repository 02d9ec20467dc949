import type { AppContract } from '../../shared/contract/index.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { InputOf, ItemOf, StreamName } from '../../shared/wire/contract.ts'

/** ms before a watch that broke is opened again; grows to the last one. */
const pauses = [200, 500, 1000, 2000, 5000]

interface WatchOptions<Item> {
  /** Ends it. */
  readonly signal: AbortSignal
  readonly onItem: (item: Item) => void
  /** It broke and will be opened again. Not told of `cancelled`. */
  readonly onBreak?: (error: ErrorData) => void
}

/**
 * Follows a stream that never ends by itself, and opens it again whenever it breaks: a wire that was lost comes back
 * with a new one behind the same client. Resolves once `signal` aborts; never rejects.
 */
export async function watch<N extends StreamName<AppContract>>(
  client: Client<AppContract>,
  name: N,
  input: InputOf<AppContract[N]>,
  { signal, onItem, onBreak }: WatchOptions<ItemOf<AppContract[N]>>,
): Promise<void> {
  let breaks = 0
  while (!signal.aborted) {
    try {
      for await (const item of client.stream(name, input, { signal })) {
        breaks = 0
        onItem(item)
      }
    } catch (thrown) {
      if (!signal.aborted && !isAppError(thrown, 'cancelled')) onBreak?.(toErrorData(thrown))
    }
    if (signal.aborted) return
    await pause(pauses[Math.min(breaks, pauses.length - 1)] ?? 5000, signal)
    breaks += 1
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}

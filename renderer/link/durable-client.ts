import { fail } from '../../shared/domain/errors.ts'
import type { Client } from '../../shared/wire/client.ts'
import { connect } from '../../shared/wire/client.ts'
import type { Port } from '../../shared/wire/port.ts'

/** What became of the link. */
export type LinkEvent = 'open' | 'lost'

/** A client that outlives its wires. */
export interface DurableClient<C> extends Client<C> {
  /** Goes on over a new wire. */
  attach(port: Port): void
}

/**
 * One client over one wire after the other. A call waits for the first wire: the window asks before it is there. After
 * that, without a wire, a call fails with `offline` at once, because a person waits for it; a stream waits for the next
 * wire, because it is followed for as long as the window is there. What was under way on a wire that broke fails with
 * `offline`: whoever follows a stream opens it again.
 */
export function durableClient<C>(onEvent: (event: LinkEvent) => void): DurableClient<C> {
  let present: Client<C> | undefined
  let begun = false
  let over = false
  let waiting: (() => void)[] = []
  let resolveClosed: () => void = () => {}
  const closed = new Promise<void>((resolve) => {
    resolveClosed = resolve
  })

  function offline() {
    return fail('offline', 'The window has lost its program.')
  }

  /** The next wire, or the end of `signal`. */
  async function wire(signal: AbortSignal | undefined): Promise<Client<C>> {
    while (!present) {
      if (over) throw offline()
      if (signal?.aborted) throw fail('cancelled', 'Cancelled.')
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        signal?.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    return present
  }

  return {
    closed,
    attach(port) {
      const client = connect<C>(port)
      present?.close()
      present = client
      begun = true
      void client.closed.then(() => {
        if (present !== client) return
        present = undefined
        if (!over) onEvent('lost')
      })
      onEvent('open')
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
    async call(name, input, options) {
      if (!present && begun) throw offline()
      const client = await wire(options?.signal)
      return await client.call(name, input, options)
    },
    async *stream(name, input, options) {
      const client = await wire(options?.signal)
      yield* client.stream(name, input, options)
    },
    close() {
      over = true
      present?.close()
      for (const wake of waiting) wake()
      resolveClosed()
    },
  }
}

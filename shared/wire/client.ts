import { AppError, fail } from '../domain/errors.ts'
import type { CallName, InputOf, ItemOf, OutputOf, StreamName } from './contract.ts'
import type { Port } from './port.ts'
import type { Reply } from './protocol.ts'
import { costOf, parseReply, streamWindow } from './protocol.ts'

export interface CallOptions {
  /** Aborting rejects at once with `cancelled` and tells the peer. */
  readonly signal?: AbortSignal
}

/** The asking side of a wire, typed by its contract. Failures reject with `AppError`; a wire that ended with `offline`. */
export interface Client<C> {
  call<N extends CallName<C>>(name: N, input: InputOf<C[N]>, options?: CallOptions): Promise<OutputOf<C[N]>>
  /**
   * Opens at the first `next()`. A reader that stops reading stops the writer; leaving the loop ends the stream.
   * One reader at a time.
   */
  stream<N extends StreamName<C>>(
    name: N,
    input: InputOf<C[N]>,
    options?: CallOptions,
  ): AsyncGenerator<ItemOf<C[N]>, void, void>
  /** Resolves when the wire has ended, whoever ended it. */
  readonly closed: Promise<void>
  close(): void
}

/** Takes the replies to one id. */
interface Pending {
  reply(reply: Reply): void
  fail(error: AppError): void
}

/** Speaks the asking side on a port. A peer that breaks the protocol ends the wire. */
export function connect<C>(port: Port): Client<C> {
  const pending = new Map<number, Pending>()
  let lastId = 0
  let over: AppError | undefined
  let resolveClosed: () => void = () => {}
  const closed = new Promise<void>((resolve) => {
    resolveClosed = resolve
  })

  function end(error: AppError): void {
    if (over) return
    over = error
    for (const waiting of pending.values()) waiting.fail(error)
    pending.clear()
    port.close()
    resolveClosed()
  }

  port.onClose(() => end(fail('offline', 'The connection inside the application ended.')))
  port.onMessage((message) => {
    const reply = parseReply(message)
    // A reply to an id that was given up is normal (it crossed our abort); one to an id never given is a lie.
    if (!reply || reply.id > lastId) return end(fail('internal', 'The other side broke the protocol.'))
    pending.get(reply.id)?.reply(reply)
  })

  /** Registers an id; the returned function forgets it, and tells the peer unless the peer has ended it itself. */
  function open(handler: Pending, signal: AbortSignal | undefined): { id: number; done: (byPeer: boolean) => void } {
    if (over) throw over
    const id = ++lastId
    const onAbort = () => {
      handler.fail(fail('cancelled', 'Cancelled.'))
      done(false)
    }
    const done = (byPeer: boolean) => {
      signal?.removeEventListener('abort', onAbort)
      if (pending.delete(id) && !byPeer) port.post({ t: 'abort', id })
    }
    pending.set(id, handler)
    signal?.addEventListener('abort', onAbort, { once: true })
    return { id, done }
  }

  function throwIfAborted(signal: AbortSignal | undefined): void {
    if (signal?.aborted) throw fail('cancelled', 'Cancelled.')
  }

  return {
    closed,
    close: () => end(fail('cancelled', 'The connection inside the application was closed.')),

    async call(name, input, { signal } = {}) {
      throwIfAborted(signal)
      type Output = OutputOf<C[typeof name]>
      return await new Promise<Output>((resolve, reject) => {
        const { id, done } = open(
          {
            reply(reply) {
              done(true)
              if (reply.t === 'value') resolve(reply.value as Output)
              else if (reply.t === 'error') reject(new AppError(reply.error))
              else end(fail('internal', 'The other side broke the protocol.'))
            },
            fail: reject,
          },
          signal,
        )
        port.post({ t: 'call', id, name, input })
      })
    },

    async *stream(name, input, { signal } = {}) {
      throwIfAborted(signal)
      type Item = ItemOf<C[typeof name]>
      const items: Item[] = []
      let ended = 'no' as 'no' | 'end' | AppError
      let buffered = 0
      let used = 0
      let wake: () => void = () => {}
      const { id, done } = open(
        {
          reply(reply) {
            if (reply.t === 'item') {
              // The writer may pass its window by the one item with which it ran out of credit, never by a second.
              if (buffered + used >= streamWindow) return end(fail('internal', 'The other side broke the protocol.'))
              buffered += costOf(reply.value)
              items.push(reply.value as Item)
            } else {
              done(true)
              ended = reply.t === 'error' ? new AppError(reply.error) : 'end'
            }
            wake()
          },
          fail(error) {
            ended = error
            wake()
          },
        },
        signal,
      )
      try {
        port.post({ t: 'open', id, name, input })
        while (true) {
          if (items.length > 0) {
            const item = items.shift() as Item
            yield item
            const cost = costOf(item)
            buffered -= cost
            used += cost
            if (ended === 'no' && (used >= streamWindow / 2 || items.length === 0)) {
              port.post({ t: 'credit', id, bytes: used })
              used = 0
            }
          } else if (ended === 'end') return
          else if (ended !== 'no') throw ended
          else
            await new Promise<void>((resolve) => {
              wake = resolve
            })
        }
      } finally {
        done(ended === 'end')
      }
    },
  }
}

import { AppError, fail } from '../domain/errors.ts'
import type { CallName, InputOf, ItemOf, OutputOf, StreamName } from './contract.ts'
import { costOf } from './plain-data.ts'
import type { Port } from './port.ts'
import type { Reply, Request } from './protocol.ts'
import { parseReply, streamWindow } from './protocol.ts'

export interface CallOptions {
  /** Aborting rejects at once with `cancelled` and tells the peer. */
  readonly signal?: AbortSignal
}

/**
 * The asking side of a wire, typed by its contract. Failures reject with `AppError`: `offline` when the wire ended,
 * `cancelled` when this side closed it, `too-large` for an input over the limit of the transport.
 */
export interface Client<C> {
  call<N extends CallName<C>>(name: N, input: InputOf<C[N]>, options?: CallOptions): Promise<OutputOf<C[N]>>
  /**
   * Opens at the first `next()`. A reader that stops reading stops the writer; leaving the loop ends the stream. To
   * leave while waiting for an item, abort the signal. One reader at a time.
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
  /** False when this reply makes no sense here. */
  reply(reply: Reply): boolean
  fail(error: AppError): void
}

const cancelled = () => fail('cancelled', 'Cancelled.')
const lie = () => fail('internal', 'The other side broke the protocol.')

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

  /** Is the peer still in the protocol after this message? Counting a hostile item can throw. */
  function take(message: unknown): boolean {
    const reply = parseReply(message)
    // A reply to an id that was given up is normal (it crossed our abort); one to an id never given is a lie.
    if (!reply || reply.id > lastId) return false
    try {
      return pending.get(reply.id)?.reply(reply) ?? true
    } catch {
      return false
    }
  }

  port.onClose(() => end(fail('offline', 'The connection inside the application ended.')))
  port.onMessage((message) => {
    if (!over && !take(message)) end(lie())
  })

  /** Sends a request under a new id. `forget` when the peer has ended it, `leave` to end it here and tell the peer. */
  function open(request: Omit<Extract<Request, { name: string }>, 'id'>, handler: Pending, signal?: AbortSignal) {
    if (signal?.aborted) throw cancelled()
    if (over) throw over
    const id = lastId + 1
    try {
      port.post({ ...request, id })
    } catch (cause) {
      throw cause instanceof AppError ? cause : fail('internal', 'This cannot be sent.', { cause })
    }
    lastId = id
    const forget = (): boolean => {
      signal?.removeEventListener('abort', onAbort)
      return pending.delete(id)
    }
    const leave = () => {
      if (forget()) port.post({ t: 'abort', id })
    }
    const onAbort = () => {
      leave()
      handler.fail(cancelled())
    }
    pending.set(id, handler)
    signal?.addEventListener('abort', onAbort, { once: true })
    return { id, forget, leave }
  }

  return {
    closed,
    close: () => end(fail('cancelled', 'The connection inside the application was closed.')),

    call(name, input, { signal } = {}) {
      return new Promise<OutputOf<C[typeof name]>>((resolve, reject) => {
        const handler: Pending = {
          reply(reply) {
            if (reply.t === 'value') resolve(reply.value as OutputOf<C[typeof name]>)
            else if (reply.t === 'error') reject(new AppError(reply.error))
            else return false
            forget()
            return true
          },
          fail: reject,
        }
        const { forget } = open({ t: 'call', name, input }, handler, signal)
      })
    },

    async *stream(name, input, { signal } = {}) {
      const items: ItemOf<C[typeof name]>[] = []
      let ended: 'no' | 'end' | AppError = 'no'
      /** Cost of what came and was not given back to the writer yet. */
      let lent = 0
      let used = 0
      let wake: () => void = () => {}
      const stop = (how: 'end' | AppError) => {
        ended = how
        wake()
      }
      const handler: Pending = {
        reply(reply) {
          if (reply.t === 'item') {
            if (lent >= streamWindow) return false
            lent += costOf(reply.value)
            items.push(reply.value as ItemOf<C[typeof name]>)
            wake()
          } else if (reply.t === 'value') return false
          else {
            forget()
            stop(reply.t === 'end' ? 'end' : new AppError(reply.error))
          }
          return true
        },
        fail: stop,
      }
      const { id, forget, leave } = open({ t: 'open', name, input }, handler, signal)
      const state = () => ended
      try {
        while (true) {
          // Also after the end has come: what still waits here is no longer wanted.
          if (signal?.aborted) throw cancelled()
          if (items.length > 0) {
            const item = items.shift() as ItemOf<C[typeof name]>
            yield item
            used += costOf(item)
            // Below half of the window the writer is never waiting for us.
            if (used >= streamWindow / 2 && state() === 'no') {
              port.post({ t: 'credit', id, bytes: used })
              lent -= used
              used = 0
            }
            continue
          }
          const now = state()
          if (now === 'end') return
          if (now !== 'no') throw now
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      } finally {
        leave()
      }
    },
  }
}

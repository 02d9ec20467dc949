import { AppError, fail, toErrorData } from '../domain/errors.ts'
import type { CallContext, Contract, Handlers } from './contract.ts'
import { costOf } from './plain-data.ts'
import type { Port } from './port.ts'
import type { Request } from './protocol.ts'
import { maxRunning, parseRequest, streamWindow } from './protocol.ts'

export interface ServeOptions {
  /** Told of every failure that is a fault of ours, with the entry's name; inputs are not passed on. */
  readonly onFault?: (name: string, error: unknown) => void
}

/** Credit of one stream: the writer waits until the reader has used what is under way. */
class Credit {
  #left = streamWindow
  #wake: () => void = () => {}

  /** False when the peer gives back more than was ever lent. */
  add(bytes: number): boolean {
    this.#left += bytes
    this.#wake()
    return this.#left <= streamWindow
  }

  /** Resolves when there is credit again, or when the stream is no longer wanted. */
  async spend(bytes: number, signal: AbortSignal): Promise<void> {
    this.#left -= bytes
    while (this.#left <= 0 && !signal.aborted)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
  }

  release(): void {
    this.#wake()
  }
}

interface Running {
  readonly abort: AbortController
  readonly credit: Credit
}

type Asking = Extract<Request, { name: string }>
type Handler = (input: unknown, context: CallContext) => unknown

/**
 * Speaks the answering side on a port until it ends; then everything under way is aborted. Inputs are parsed by the
 * contract before a handler sees them. A peer that breaks the protocol ends the wire.
 */
export function serve<C extends Contract>(
  port: Port,
  contract: C,
  handlers: Handlers<C>,
  options: ServeOptions = {},
): void {
  const running = new Map<number, Running>()
  let lastId = 0
  let over = false

  function stop({ abort, credit }: Running, why: AppError): void {
    abort.abort(why)
    credit.release()
  }

  function end(): void {
    if (over) return
    over = true
    for (const started of running.values()) stop(started, fail('offline', 'The other side has gone.'))
    running.clear()
    port.close()
  }

  /** The handler and its parsed input; throws `internal` for an unknown name, `refused` for an input that is wrong. */
  function prepare({ t, name, input }: Asking): { handler: Handler; parsed: unknown } {
    const kind = t === 'call' ? 'call' : 'stream'
    // Own members alone: `constructor` and `__proto__` are no entries.
    const entry = Object.hasOwn(contract, name) ? contract[name] : undefined
    if (entry?.kind !== kind) throw fail('internal', `There is no ${kind} of the name ${name.slice(0, 80)}.`)
    try {
      return { handler: handlers[name as keyof C] as unknown as Handler, parsed: entry.input.parse(input) }
    } catch (cause) {
      // A parser may say more, such as `too-large`.
      throw cause instanceof AppError ? cause : fail('refused', `The input of ${name} is not what it takes.`, { cause })
    }
  }

  async function answer(request: Asking, { abort: { signal }, credit }: Running): Promise<void> {
    const { id, name } = request
    try {
      const { handler, parsed } = prepare(request)
      const result = handler(parsed, { signal })
      if (request.t === 'call') {
        const value = await result
        if (!signal.aborted) port.post({ t: 'value', id, value })
        return
      }
      for await (const value of result as AsyncIterable<unknown>) {
        if (signal.aborted) return
        port.post({ t: 'item', id, value })
        // Waiting here, before the handler is asked for more, is what stops the writer.
        await credit.spend(costOf(value), signal)
        if (signal.aborted) return
      }
      if (!signal.aborted) port.post({ t: 'end', id })
    } catch (error) {
      const data = toErrorData(error)
      // After an abort, Node's own functions throw AbortError: that is no fault.
      const expected = error instanceof AppError ? data.code !== 'internal' : signal.aborted && isAbort(error)
      if (!expected) options.onFault?.(name, error)
      if (!signal.aborted) port.post({ t: 'error', id, error: data })
    } finally {
      running.delete(id)
    }
  }

  port.onClose(end)
  port.onMessage((message) => {
    if (over) return
    const request = parseRequest(message)
    if (!request) return end()
    if (request.t === 'call' || request.t === 'open') {
      // Ids only grow: one that was used before is a lie, and answering it could settle somebody else's question.
      if (request.id <= lastId || running.size >= maxRunning) return end()
      lastId = request.id
      const started: Running = { abort: new AbortController(), credit: new Credit() }
      running.set(request.id, started)
      void answer(request, started)
      return
    }
    if (request.id > lastId) return end()
    const target = running.get(request.id)
    if (!target) return // It ended while this message was on its way.
    if (request.t === 'abort') stop(target, fail('cancelled', 'The caller gave up.'))
    else if (!target.credit.add(request.bytes)) end()
  })
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

import type { ErrorData } from '../domain/errors.ts'
import { AppError, fail, toErrorData } from '../domain/errors.ts'
import type { CallContext, Contract, Handlers } from './contract.ts'
import type { Port } from './port.ts'
import type { Request } from './protocol.ts'
import { costOf, parseRequest, streamWindow } from './protocol.ts'

export interface ServeOptions {
  /** Told of every failure that is a fault of ours, with the entry's name; inputs are not passed on. */
  readonly onFault?: (name: string, error: unknown) => void
}

/** Credit of one stream: the writer waits until the reader has used what is under way. */
class Credit {
  #bytes = streamWindow
  #wake: (() => void) | undefined

  /** False when the peer gives back more than was ever lent. */
  add(bytes: number): boolean {
    this.#bytes += bytes
    this.#wake?.()
    return this.#bytes <= streamWindow
  }

  spend(bytes: number): void {
    this.#bytes -= bytes
  }

  /** Resolves when there is credit, or when `release` was called. */
  async available(): Promise<void> {
    if (this.#bytes > 0) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  release(): void {
    this.#bytes = streamWindow
    this.#wake?.()
  }
}

interface Running {
  readonly abort: AbortController
  readonly credit: Credit
}

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

  function end(): void {
    if (over) return
    over = true
    for (const { abort, credit } of running.values()) {
      abort.abort(fail('cancelled', 'The other side has gone.'))
      credit.release()
    }
    running.clear()
    port.close()
  }

  function failure(name: string, error: unknown): ErrorData {
    const data = toErrorData(error)
    if (data.code === 'internal') options.onFault?.(name, error)
    return data
  }

  /** The handler's parsed input; throws `internal` for an unknown name, a wrong kind or an input the parser refuses. */
  function prepare(request: Extract<Request, { name: string }>): unknown {
    const entry = Object.hasOwn(contract, request.name) ? contract[request.name] : undefined
    if (!entry || entry.kind !== (request.t === 'call' ? 'call' : 'stream'))
      throw fail(
        'internal',
        `There is no ${request.t === 'call' ? 'call' : 'stream'} of the name ${request.name.slice(0, 80)}.`,
      )
    try {
      return entry.input.parse(request.input)
    } catch (cause) {
      throw fail('refused', `The input of ${request.name} is not what it takes.`, { cause })
    }
  }

  async function answer(request: Extract<Request, { name: string }>, { abort, credit }: Running): Promise<void> {
    const { id, name } = request
    const context: CallContext = { signal: abort.signal }
    try {
      const input = prepare(request)
      const handler = handlers[name as keyof C] as unknown as (input: unknown, context: CallContext) => unknown
      if (request.t === 'call') {
        const value = await handler(input, context)
        if (!abort.signal.aborted) port.post({ t: 'value', id, value })
        return
      }
      for await (const value of handler(input, context) as AsyncIterable<unknown>) {
        if (abort.signal.aborted) return
        credit.spend(costOf(value))
        port.post({ t: 'item', id, value })
        // Waiting here, before the handler is asked for more, is what stops the writer.
        await credit.available()
        if (abort.signal.aborted) return
      }
      if (!abort.signal.aborted) port.post({ t: 'end', id })
    } catch (error) {
      if (!abort.signal.aborted) port.post({ t: 'error', id, error: failure(name, error) })
      else if (!(error instanceof AppError)) options.onFault?.(name, error)
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
      if (request.id <= lastId) return end()
      lastId = request.id
      const started: Running = { abort: new AbortController(), credit: new Credit() }
      running.set(request.id, started)
      void answer(request, started)
      return
    }
    if (request.id > lastId) return end()
    const target = running.get(request.id)
    if (!target) return // It ended while this message was on its way.
    if (request.t === 'credit') {
      if (!target.credit.add(request.bytes)) end()
      return
    }
    target.abort.abort(fail('cancelled', 'The caller gave up.'))
    target.credit.release()
  })
}

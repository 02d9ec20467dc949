import type { ErrorCode } from '../../domain/errors.ts'
import { AppError } from '../../domain/errors.ts'
import type { Handlers, Parser } from '../contract.ts'
import { call, stream } from '../contract.ts'
import type { Port } from '../port.ts'
import { serve } from '../server.ts'

const anything: Parser<unknown> = { parse: (value) => value }
const nothing: Parser<void> = { parse: () => undefined }

const figures: Parser<{ items: number; bytes: number }> = {
  parse(value) {
    const { items, bytes } = value as { items: unknown; bytes: unknown }
    if (typeof items !== 'number' || typeof bytes !== 'number') throw new TypeError('Two numbers are needed.')
    return { items, bytes }
  },
}

/** What the conformance suite asks. Its other end may be in another process. */
export const serviceContract = {
  echo: call<unknown>()(anything),
  /** Answers when so many were asked, the last one first. */
  gather: call<number>()({ parse: (value): { of: number; value: number } => value as { of: number; value: number } }),
  /** Answers never; ends when it is aborted. */
  never: call<void>()(nothing),
  fail: call<void>()({ parse: (value): ErrorCode => value as ErrorCode }),
  fault: call<void>()(nothing),
  /** Answers what no transport carries. */
  strange: call<unknown>()(nothing),
  hangUp: call<void>()(nothing),
  /** So many items of so many bytes. */
  produce: stream<Uint8Array>()(figures),
  /** So many small items. */
  count: stream<{ n: number; nothing?: undefined }>()(figures),
  /** One item, then nothing until it is aborted. */
  silent: stream<string>()(nothing),
  /** Two items, then a failure. */
  broken: stream<number>()(nothing),
} as const

export type ServiceContract = typeof serviceContract

/** What the service did so far. */
export interface ServiceState {
  /** `never` and `silent` under way. */
  running: number
  /** Of these, how many ended because they were aborted. */
  aborted: number
  /** Bytes that `produce` made. */
  produced: number
  /** Streams whose generator came to its end, whatever the reason. */
  ended: number
  /** Names of entries that failed by a fault. */
  readonly faults: string[]
  /** Of the process that serves, where that is another; in bytes, after a collection of garbage. */
  readonly memory?: { readonly held: number; readonly rss: number }
}

const failure = { message: 'It failed.', status: 418, retryAfter: 7 }

/** Serves the suite's questions on this port. */
export function serveService(port: Port): ServiceState {
  const state: ServiceState = { running: 0, aborted: 0, produced: 0, ended: 0, faults: [] }
  const gathered: (() => void)[] = []

  function untilAborted(signal: AbortSignal): Promise<void> {
    state.running++
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        state.running--
        state.aborted++
        resolve()
      })
    })
  }

  const handlers: Handlers<ServiceContract> = {
    echo: (input) => input,
    gather: ({ of, value }) =>
      new Promise((resolve) => {
        gathered.push(() => resolve(value))
        if (gathered.length === of) for (const answer of gathered.reverse()) answer()
      }),
    never: (_, { signal }) => untilAborted(signal),
    fail(code) {
      throw new AppError({ code, ...failure })
    },
    fault() {
      throw new Error('A secret of the inside.')
    },
    strange: () => new Map([[1, 2]]),
    hangUp: () => port.close(),
    async *produce({ items, bytes }) {
      try {
        for (let item = 0; item < items; item++) {
          const made = new Uint8Array(bytes)
          made[0] = item
          state.produced += bytes
          yield made
        }
      } finally {
        state.ended++
      }
    },
    async *count({ items }) {
      for (let n = 0; n < items; n++) yield { n, nothing: undefined }
    },
    async *silent(_, { signal }) {
      try {
        yield 'one'
        await untilAborted(signal)
      } finally {
        state.ended++
      }
    },
    async *broken() {
      yield 1
      yield 2
      throw new AppError({ code: 'gone', ...failure })
    },
  }
  serve(port, serviceContract, handlers, { onFault: (name) => state.faults.push(name) })
  return state
}

/**
 * The other end of a lying peer: answers a request with the messages in its input, one after the other. `'yours'` in
 * the place of an id stands for the id of the request.
 */
export function serveLies(port: Port): void {
  port.onMessage((message) => {
    const { t, id, input } = message as { t: string; id: number; input?: unknown }
    if ((t !== 'call' && t !== 'open') || !Array.isArray(input)) return
    for (const lie of input) port.post(withId(lie, id))
  })
}

function withId(lie: unknown, id: number): unknown {
  return typeof lie === 'object' && lie !== null && 'id' in lie && lie.id === 'yours' ? { ...lie, id } : lie
}

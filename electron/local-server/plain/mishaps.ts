import type { Reply } from './replies.ts'

/** A request that came in, for a test to look at. */
export interface PlainRequest {
  readonly method: string
  /** As in the request line, with the query. */
  readonly target: string
  /** The TCP connection, counted from 1. */
  readonly connection: number
  /** What was answered; undefined until then, and for ever when the connection ended before. */
  status: number | undefined
}

/** What a test lets happen in place of the answer. */
export interface Mishap {
  /** The beginning of `METHOD /path`. */
  readonly on: string
  /** `hang up` closes the connection without a word, `silence` never answers. */
  readonly reply: 'hang up' | 'silence' | (Pick<Reply, 'status' | 'body'> & Partial<Reply>)
  /** The server does what was asked all the same, before it answers otherwise. */
  readonly works?: boolean
  /** How often; once when missing. */
  times?: number
}

/** The first that fits, used up by one. */
export function takeMishap(mishaps: readonly Mishap[], { method, target }: PlainRequest): Mishap | undefined {
  const mishap = mishaps.find(({ on, times = 1 }) => times > 0 && `${method} ${target}`.startsWith(on))
  if (mishap !== undefined) mishap.times = (mishap.times ?? 1) - 1
  return mishap
}

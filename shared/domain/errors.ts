/**
 * Every way in which something can fail, as one closed set. Thrown inside `electron/` as an `AppError`, plain data on
 * the wire, and a sentence in `renderer/state/describe-error.ts`.
 */
export const errorCodes = [
  /** The server refused who we are (401), also with a new token. */
  'auth',
  /** A deadline of ours passed. */
  'timeout',
  /** A file, a session or another named thing is not there. */
  'not-found',
  /** 429, also on a new connection. `retryAfter` says how long to wait. */
  'rate-limited',
  /** The server, or a service behind it, does not work at the moment (502, 503, 504). */
  'unavailable',
  /** The server refused with words of its own, which are the message. */
  'server',
  /** The sandbox or the session vanished while it was in use. */
  'gone',
  /** The request may or may not have been carried out: it has to be looked up. */
  'outcome-unknown',
  /** Never started: something is not as it has to be (a paused session, a missing interpreter, bad input). */
  'refused',
  /** The person, or a closing window, ended it. Never shown. */
  'cancelled',
  /** The server cannot be reached. Signs nobody out. */
  'offline',
  /** Somebody else changed it in the meantime; nothing was overwritten. */
  'conflict',
  /** More than a limit allows. */
  'too-large',
  /** This server or this sandbox cannot do it. */
  'unsupported',
  /** A fault of this program. */
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** An error as data, the only form in which one crosses the wire. */
export interface ErrorData {
  readonly code: ErrorCode
  /** One or two sentences in plain words; for `server` the server's own, trimmed. Never holds a token. */
  readonly message: string
  /** The HTTP status behind it, where there was one. */
  readonly status?: number
  /** Seconds to wait before the next try. */
  readonly retryAfter?: number
  /**
   * What the other side said, for "Details", where the message is ours: trimmed, without inner addresses and tokens.
   */
  readonly details?: string
}

/** The one error class: match on `code`, never on the text. */
export class AppError extends Error implements ErrorData {
  readonly code: ErrorCode
  readonly status?: number
  readonly retryAfter?: number
  readonly details?: string

  constructor(data: ErrorData, options?: { readonly cause?: unknown }) {
    super(data.message, options)
    this.name = 'AppError'
    this.code = data.code
    if (data.status !== undefined) this.status = data.status
    if (data.retryAfter !== undefined) this.retryAfter = data.retryAfter
    if (data.details !== undefined) this.details = data.details
  }
}

/** Shorthand for `throw fail('refused', '…')`. */
export function fail(code: ErrorCode, message: string, options?: { readonly cause?: unknown }): AppError {
  return new AppError({ code, message }, options)
}

/**
 * Whatever was thrown, as data. What is no `AppError` is a fault of ours: it becomes `internal` without its text, which
 * could hold anything; the caller logs the original.
 */
export function toErrorData(thrown: unknown): ErrorData {
  if (!(thrown instanceof AppError))
    return { code: 'internal', message: 'Something went wrong inside the application.' }
  return {
    code: thrown.code,
    message: thrown.message,
    ...(thrown.status === undefined ? {} : { status: thrown.status }),
    ...(thrown.retryAfter === undefined ? {} : { retryAfter: thrown.retryAfter }),
    ...(thrown.details === undefined ? {} : { details: thrown.details }),
  }
}

/** Is this data what `toErrorData` makes? For what arrives from outside. */
export function isErrorData(value: unknown): value is ErrorData {
  if (typeof value !== 'object' || value === null) return false
  const { code, message, status, retryAfter, details } = value as Record<string, unknown>
  return (
    (errorCodes as readonly unknown[]).includes(code) &&
    typeof message === 'string' &&
    (status === undefined || typeof status === 'number') &&
    (retryAfter === undefined || typeof retryAfter === 'number') &&
    (details === undefined || typeof details === 'string')
  )
}

/** Has this code? Narrows an unknown thrown value. */
export function isAppError(thrown: unknown, code?: ErrorCode): thrown is AppError {
  return thrown instanceof AppError && (code === undefined || thrown.code === code)
}

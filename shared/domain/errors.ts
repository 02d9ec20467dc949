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

/**
 * What exactly is behind a code, where it is known and asks for other words or another remedy than the code alone. A code
 * says what a program does about it, a reason what a person does.
 */
export const errorReasons = [
  /** `gone`: the server answers and does not know the session. */
  'session-gone',
  /** `gone`: its time is over. */
  'session-expired',
  /** `gone`: taken back, released, or lost in a restart of the server. */
  'sandbox-gone',
  /** `gone`: the session has another one already, without what was only in the one before. */
  'sandbox-replaced',
  /** `gone`: it is still named and starts no program any more. */
  'sandbox-dead',
  /** `unavailable`: the server gave out one dead sandbox after the other. */
  'sandboxes-dead',
  /** `unavailable`: programs and files of the sandbox fill its memory. */
  'sandbox-full',
  /** `unavailable`: every sandbox of the server is in use. */
  'pool-full',
  /** `unavailable`: the server said itself that it has no room at the moment. */
  'busy',
  /** `unavailable`: a page for browsers came with a 5xx, so something in front of the server answered. */
  'proxy-page',
  /** What answers does not speak the Cloud Sandbox API. */
  'not-a-server',
  /** `offline`: https was asked for, and TLS is not spoken there. */
  'no-tls',
  /** `unavailable`: http was asked for, and TLS is spoken there. */
  'needs-tls',
  /** `offline`: no computer has this name. */
  'unknown-host',
  /** `offline`: the computer is there, and nothing listens at the port. */
  'nothing-listens',
  /** `offline`: its certificate is not accepted. */
  'certificate',
  /** `offline`: the proxy is not there, or does not let this through. */
  'proxy',
  /** `auth`: a pasted token is not accepted any more, or not there any more. */
  'token',
  /** `unavailable`: the disk of this computer is full. */
  'store-full',
  /** `unavailable`: what is kept on this computer cannot be read or written. */
  'store-broken',
] as const

export type ErrorReason = (typeof errorReasons)[number]

/** An error as data, the only form in which one crosses the wire. */
export interface ErrorData {
  readonly code: ErrorCode
  /** One or two sentences in plain words; for `server` the server's own, trimmed. Never holds a token. */
  readonly message: string
  /** The HTTP status behind it, where there was one. */
  readonly status?: number
  /** Seconds to wait before the next try. */
  readonly retryAfter?: number
  readonly reason?: ErrorReason
  /** By which whoever runs the server finds the request in its logs, where the answer had one. */
  readonly requestId?: string
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
  readonly reason?: ErrorReason
  readonly requestId?: string
  readonly details?: string

  constructor(data: ErrorData, options?: { readonly cause?: unknown }) {
    super(data.message, options)
    this.name = 'AppError'
    this.code = data.code
    if (data.status !== undefined) this.status = data.status
    if (data.retryAfter !== undefined) this.retryAfter = data.retryAfter
    if (data.reason !== undefined) this.reason = data.reason
    if (data.requestId !== undefined) this.requestId = data.requestId
    if (data.details !== undefined) this.details = data.details
  }
}

/** Shorthand for `throw fail('refused', '…')`. */
export function fail(
  code: ErrorCode,
  message: string,
  { reason, ...options }: { readonly cause?: unknown; readonly reason?: ErrorReason } = {},
): AppError {
  return new AppError({ code, message, ...(reason === undefined ? {} : { reason }) }, options)
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
    ...(thrown.reason === undefined ? {} : { reason: thrown.reason }),
    ...(thrown.requestId === undefined ? {} : { requestId: thrown.requestId }),
    ...(thrown.details === undefined ? {} : { details: thrown.details }),
  }
}

/** Is this data what `toErrorData` makes? For what arrives from outside. */
export function isErrorData(value: unknown): value is ErrorData {
  if (typeof value !== 'object' || value === null) return false
  const { code, message, status, retryAfter, reason, requestId, details } = value as Record<string, unknown>
  return (
    (errorCodes as readonly unknown[]).includes(code) &&
    typeof message === 'string' &&
    (status === undefined || typeof status === 'number') &&
    (retryAfter === undefined || typeof retryAfter === 'number') &&
    (reason === undefined || (errorReasons as readonly unknown[]).includes(reason)) &&
    (requestId === undefined || typeof requestId === 'string') &&
    (details === undefined || typeof details === 'string')
  )
}

/** Has this code? Narrows an unknown thrown value. */
export function isAppError(thrown: unknown, code?: ErrorCode): thrown is AppError {
  return thrown instanceof AppError && (code === undefined || thrown.code === code)
}

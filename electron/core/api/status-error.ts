import type { ErrorCode, ErrorReason } from '../../../shared/domain/errors.ts'
import { AppError } from '../../../shared/domain/errors.ts'
import { BusyError } from './busy-error.ts'
import { parseErrorBody } from './error-body.ts'

/** What a request was about: the same status means different things. */
export type Subject = 'health' | 'token' | 'sessions' | 'session' | 'acquire' | 'pool' | 'execute' | 'files'

/** An answer that is no success. */
export interface Refusal {
  readonly status: number
  readonly text: string
  /** The header of this name, as sent. */
  readonly retryAfter?: string
  /** By which the server knows the request, where it said. */
  readonly requestId?: string
}

/** The server wants a minute when it does not say how long (API note 3.1). */
const defaultRetryAfter = 60
/** Seconds: one bad header must not shut a server out for a day. */
const longestRetryAfter = 300

/**
 * The error that follows from a status, after the table of API note 8. A 502 on a session can also mean that the
 * session is not known: whoever asked tells the two apart (`sessions-api.ts`).
 * @param now ms, the server's clock, for a Retry-After that is a date
 */
export function statusError(subject: Subject, refusal: Refusal, now: number): AppError {
  const { status } = refusal
  const { code: machineCode, words, isPage } = parseErrorBody(refusal.text)
  const details = words === '' ? {} : { details: words }
  const id = refusal.requestId === undefined ? {} : { requestId: refusal.requestId }
  const error = (code: ErrorCode, message: string, reason?: ErrorReason) =>
    new AppError({
      code,
      message,
      status,
      ...id,
      ...(reason === undefined ? {} : { reason }),
      ...(message === words ? {} : details),
    })

  if (status === 401) return error('auth', 'The server does not accept this user.')
  if (status === 429)
    return new AppError({
      code: 'rate-limited',
      message: 'The server takes no more requests for the moment.',
      status,
      retryAfter: secondsOf(refusal.retryAfter, now),
      ...id,
      ...details,
    })
  if (status === 404 && subject === 'execute') return sandboxGone()
  if (subject === 'session' && (status === 404 || (status === 400 && /session (?:not found|expired)/i.test(words))))
    return /expired/i.test(words)
      ? error('gone', 'The session has expired.', 'session-expired')
      : error('gone', 'The session is not on the server any more.', 'session-gone')
  const busy = status === 503 ? busyWords(subject, machineCode, words) : undefined
  if (busy !== undefined) return new BusyError({ ...busy, status, ...id, ...details })
  if (subject !== 'session' && /sandbox not found/i.test(words)) return sandboxGone()
  if (status === 500 && /failed to create exec/i.test(words))
    return error('gone', 'The sandbox does not run any more.', 'sandbox-dead')
  if (subject === 'execute' && (status === 502 || status === 504 || isInternal(status, machineCode)))
    return error('outcome-unknown', 'A part of the server failed while the program ran.')
  if (status === 502 || status === 503 || status === 504 || isInternal(status, machineCode))
    return isPage
      ? error('unavailable', 'Something in front of the server answered in its place.', 'proxy-page')
      : error('unavailable', 'A part of the server does not work at the moment.')
  if (status === 413) return error('too-large', 'The server takes no request of this size.')
  if (status === 409) return error('conflict', words || 'Something else is in the way on the server.')
  if (status === 404 && subject === 'health')
    return error('unavailable', 'No Cloud Sandbox server answers here.', 'not-a-server')
  // In the words of Go and of nginx.
  if (status === 400 && /http request (?:was sent )?to (?:an )?https (?:server|port)/i.test(refusal.text))
    return error('unavailable', 'The server speaks https at this address.', 'needs-tls')
  return error('server', words || `The server answered ${status} without a word.`)

  function sandboxGone(): AppError {
    return error('gone', 'The sandbox is not on the server any more.', 'sandbox-gone')
  }
}

/** What a server has no room for. A 503 without its own words may be a proxy's. */
function busyWords(
  subject: Subject,
  machineCode: string | undefined,
  words: string,
): { readonly message: string; readonly reason: ErrorReason } | undefined {
  if (subject === 'acquire' && /pool exhausted/i.test(words))
    return { message: 'Every sandbox of the server is in use.', reason: 'pool-full' }
  // Of the local server.
  if (machineCode === 'busy') return { message: 'The server is busy at the moment.', reason: 'busy' }
  if (/sandbox is being restarted/i.test(words)) return { message: 'The sandbox is being restarted.', reason: 'busy' }
  return undefined
}

function isInternal(status: number, machineCode: string | undefined): boolean {
  return status === 500 && machineCode === 'internal_error'
}

/** Seconds of a Retry-After header, a number or a date, within bounds. */
function secondsOf(header: string | undefined, now: number): number {
  return Math.min(saidSeconds(header, now), longestRetryAfter)
}

function saidSeconds(header: string | undefined, now: number): number {
  if (header === undefined) return defaultRetryAfter
  const seconds = Number(header)
  if (Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds)
  const date = Date.parse(header)
  return Number.isNaN(date) ? defaultRetryAfter : Math.max(0, Math.ceil((date - now) / 1000))
}

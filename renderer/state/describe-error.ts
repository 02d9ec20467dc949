import type { ErrorCode, ErrorData } from '../../shared/domain/errors.ts'

/** What a person can do about an error, where that is always the same. */
export type ErrorAction = 'retry' | 'check-connection' | 'refresh' | 'none'

interface Words {
  /** Continues "X could not be read: ". No capital, no full stop. */
  readonly why: (error: ErrorData) => string
  readonly advice: string
  readonly action: ErrorAction
}

/** The message of an error as a part of a sentence: without its full stop. */
function own(error: ErrorData): string {
  const text = error.message.trim().replace(/[.\s]+$/, '')
  return text === '' ? 'no reason was given' : text
}

function status(error: ErrorData): string {
  return error.status === undefined ? '' : ` ${error.status}`
}

/** One line for each code: the compiler asks for a new one. */
const table = {
  auth: {
    why: () => 'the server does not accept this user',
    advice: 'Your work is kept. Check the user id, or ask whoever runs the server.',
    action: 'check-connection',
  },
  timeout: {
    why: () => 'no answer came in time',
    advice: 'Try again, or check the connection.',
    action: 'retry',
  },
  'not-found': {
    why: () => 'it is not there any more',
    advice: 'Refresh to see what is there now.',
    action: 'refresh',
  },
  'rate-limited': {
    why: () => 'the server takes no more requests at the moment',
    advice: 'Try again in a moment.',
    action: 'retry',
  },
  unavailable: {
    why: (error) =>
      `the server does not work at the moment${error.status === undefined ? '' : ` (it answered${status(error)})`}`,
    advice: 'Try again in a moment.',
    action: 'retry',
  },
  server: {
    why: (error) => `the server answered${status(error)}`,
    advice: 'Its words are behind Details.',
    action: 'retry',
  },
  gone: {
    why: () => 'the sandbox is gone',
    advice: 'Open the session again to get a new one.',
    action: 'retry',
  },
  'outcome-unknown': {
    why: () => 'the answer was lost, so it may or may not have happened',
    advice: 'Refresh to see what is true now.',
    action: 'refresh',
  },
  refused: { why: own, advice: '', action: 'none' },
  cancelled: { why: () => 'it was cancelled', advice: '', action: 'none' },
  offline: {
    why: () => 'the server does not answer',
    advice: 'What you type is kept here. Check the connection.',
    action: 'check-connection',
  },
  conflict: {
    why: own,
    advice: 'Nothing was overwritten.',
    action: 'refresh',
  },
  'too-large': { why: own, advice: '', action: 'none' },
  unsupported: { why: own, advice: '', action: 'none' },
  internal: {
    why: () => 'of a fault in this application',
    advice: 'Try again. If it stays, start the application again: nothing that was kept is lost.',
    action: 'retry',
  },
} as const satisfies Record<ErrorCode, Words>

/** An error as words. */
export interface ErrorWords {
  /** What happened and why, one sentence. */
  readonly title: string
  /** What to do; empty when the title says it all. */
  readonly advice: string
  readonly action: ErrorAction
  /** Status and the other side's own words, for "Details"; undefined when the title already has them. */
  readonly details?: string
}

/**
 * `what`: what did not happen, without a full stop: "Sessions could not be read".
 * Never call it for `cancelled`: that is not shown.
 */
export function describeError(error: ErrorData, what: string): ErrorWords {
  const row: Words = table[error.code]
  const why = row.why(error)
  const title = error.code === 'internal' ? `${what} because ${why}.` : `${what}: ${why}.`
  const wait = error.retryAfter === undefined ? '' : `Try again in ${Math.ceil(error.retryAfter)} s.`
  const words = [why === own(error) ? '' : error.message.trim(), error.details?.trim() ?? ''].filter(
    (part) => part !== '',
  )
  const said = [...(error.status === undefined ? [] : [String(error.status)]), ...words].join(' ')
  return {
    title,
    advice: wait === '' ? row.advice : wait,
    action: row.action,
    ...(words.length > 0 ? { details: said } : {}),
  }
}

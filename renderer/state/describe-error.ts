import type { ErrorCode, ErrorData } from '../../shared/domain/errors.ts'
import { reasonRows } from './error-reasons.ts'
import type { ErrorAction, ErrorRow } from './error-row.ts'
import { own } from './error-row.ts'

const answered = ({ status }: ErrorData) => (status === undefined ? '' : ` (it answered ${status})`)

/** One line for each code: the compiler asks for a new one. A reason has a line of its own (`error-reasons.ts`). */
const codeRows: Readonly<Record<ErrorCode, ErrorRow>> = {
  auth: {
    why: () => 'the server does not accept this user',
    advice: 'Your work is kept. Check the user id, or ask whoever runs the server.',
    actions: ['sign-in', 'check-connection', 'retry'],
  },
  timeout: {
    why: () => 'no answer came in time',
    advice: 'Try again, or check the connection.',
    actions: ['retry', 'check-connection'],
  },
  'not-found': {
    why: own,
    advice: 'Refresh to see what is there now.',
    actions: ['retry', 'refresh'],
  },
  'rate-limited': {
    why: () => 'the server takes no more requests at the moment',
    advice: 'Try again in a moment.',
    actions: ['retry', 'show-connection'],
  },
  unavailable: {
    why: (error) => `the server does not work at the moment${answered(error)}`,
    advice: 'Try again in a moment.',
    actions: ['retry', 'check-connection'],
  },
  server: {
    why: ({ status }) => `the server answered${status === undefined ? ' what makes no sense' : ` ${status}`}`,
    advice: 'Its words are behind Details.',
    actions: ['retry', 'refresh', 'check-connection'],
  },
  gone: {
    why: own,
    advice: 'What is kept on this computer is still here.',
    actions: ['resume', 'get-sandbox', 'refresh', 'retry'],
  },
  'outcome-unknown': {
    why: () => 'the answer was lost, so it may or may not have happened',
    advice: 'Refresh to see what is true now.',
    actions: ['refresh', 'check-connection'],
  },
  refused: { why: own, advice: '', actions: ['resume', 'get-sandbox', 'retry', 'edit-connection'] },
  cancelled: { why: () => 'it was cancelled', advice: '', actions: ['retry'] },
  offline: {
    why: () => 'the server does not answer',
    advice: 'What you type is kept here. Check the connection.',
    actions: ['retry', 'check-connection'],
  },
  conflict: { why: own, advice: 'Nothing was overwritten.', actions: ['retry', 'refresh'] },
  'too-large': { why: own, advice: 'Nothing was changed.', actions: ['retry', 'limits'] },
  unsupported: { why: own, advice: '', actions: ['new-session', 'logs'] },
  internal: {
    why: () => 'of a fault in this application',
    advice: 'Try again. If it stays, start the application again: nothing that was kept is lost.',
    actions: ['retry', 'logs'],
  },
}

/** An error as words. */
export interface ErrorWords {
  /** What happened and why, one sentence. */
  readonly title: string
  /** What to do; empty when the title says it all. */
  readonly advice: string
  /** The first that can be done in its place is offered: `useShowError`. */
  readonly actions: readonly ErrorAction[]
  /** For "Details": status, request id and the other side's own words, a line each. Undefined when the title has all. */
  readonly details?: string
}

/**
 * `what`: what did not happen, without a full stop: "Sessions could not be read".
 * Never call it for `cancelled`: that is not shown.
 */
export function describeError(error: ErrorData, what: string): ErrorWords {
  const row = error.reason === undefined ? codeRows[error.code] : reasonRows[error.reason]
  const short = withoutPath(error, what)
  const why = row.why(short)
  const title = error.code === 'internal' ? `${what} because ${why}.` : `${what}: ${why}.`
  const wait = error.retryAfter === undefined ? '' : `Try again in ${Math.ceil(error.retryAfter)} s.`
  const details = detailsOf(error, why === own(short))
  return {
    title,
    advice: wait === '' ? row.advice : wait,
    actions: row.actions,
    ...(details === '' ? {} : { details }),
  }
}

/** Errors of files begin with the path, for logs; beside a sentence that names it already it would stand there twice. */
function withoutPath(error: ErrorData, what: string): ErrorData {
  const { message } = error
  if (!message.startsWith('/')) return error
  // From the end: a path may hold what parts it from the words.
  for (let at = message.lastIndexOf(': '); at > 0; at = message.lastIndexOf(': ', at - 1)) {
    const path = message.slice(0, at)
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (what.includes(path) || (name !== '' && what.includes(name))) return { ...error, message: message.slice(at + 2) }
  }
  return error
}

function detailsOf(error: ErrorData, isSaid: boolean): string {
  const { status, requestId, message, details } = error
  const lines = [
    ...(status === undefined ? [] : [`Status ${status}`, `Request id ${requestId ?? 'none was sent'}`]),
    ...(isSaid ? [] : [message.trim()]),
    details?.trim() ?? '',
  ]
  return lines.filter((line) => line !== '').join('\n')
}

import type { ErrorData } from '../../shared/domain/errors.ts'

/** What a person can do about an error. What each of them is, and where it can be done: `error-actions.ts`. */
export const errorActions = [
  /** The same once more. Only where that cannot do something twice. */
  'retry',
  /** What the server says now, read again. */
  'refresh',
  'sign-in',
  'check-connection',
  /** The form of the connection: its address, proxy, certificate. */
  'edit-connection',
  /** Its pool and what holds it. */
  'show-connection',
  'resume',
  'get-sandbox',
  'new-session',
  /** What is kept on this computer, and how much of it. */
  'limits',
  'logs',
] as const

export type ErrorAction = (typeof errorActions)[number]

/** The words of the window for one kind of error. */
export interface ErrorRow {
  /** Continues "X could not be read: ". No full stop. */
  readonly why: (error: ErrorData) => string
  /** What to do, or what is safe; may be empty where the sentence before says it. */
  readonly advice: string
  /** The first that can be done in its place is offered. */
  readonly actions: readonly ErrorAction[]
}

/** The message of an error as a part of a sentence: without its full stop, and small where it begins with a plain word. */
export function own(error: ErrorData): string {
  const text = error.message.trim().replace(/[.\s]+$/, '')
  if (text === '') return 'no reason was given'
  return /^(?:A|An|At|Every|It|Its|No|Nothing|Only|Something|The|This|There|What) /.test(text)
    ? `${text[0]?.toLowerCase()}${text.slice(1)}`
    : text
}

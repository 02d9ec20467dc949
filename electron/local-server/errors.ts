/**
 * A request that cannot be carried out, with the status and the words of the answer. With `code` the body is JSON
 * (`{"error": code, "message"}`), without it the bare words: both shapes are the API's own.
 */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly status: number
  readonly code: string | undefined

  constructor(status: number, message: string, code?: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** Somebody else's files or session are in the way; nothing was changed. */
export function conflict(message: string): RequestError {
  return new RequestError(409, message, 'conflict')
}

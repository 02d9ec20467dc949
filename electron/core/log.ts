/** What the core says of its work, for the log file. Never an input, an output of a program, or a token. */
export interface Log {
  info(message: string, details?: LogDetails): void
  warn(message: string, details?: LogDetails): void
  /** @param cause what was thrown; its stack is kept */
  error(message: string, cause?: unknown, details?: LogDetails): void
}

export type LogDetails = Readonly<Record<string, string | number | boolean | undefined>>

const secrets: readonly (readonly [RegExp, string])[] = [
  // A JSON Web Token.
  [/\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, '[token]'],
  [/\b(Bearer)\s+\S+/gi, '$1 [token]'],
  [
    /((?:access_token|refresh_token|token|secret|password|authorization)["']?\s*[=:]\s*["']?)[^"'\s&,}]+/gi,
    '$1[hidden]',
  ],
  // Ids of sessions and sandboxes open them to anybody (API note 5.2).
  [/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '$1-…'],
]

/** A line without what must not be in a log. */
export function redact(text: string): string {
  return secrets.reduce((line, [pattern, replacement]) => line.replace(pattern, replacement), text)
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const inner: unknown = cause.cause
  return (cause.stack ?? cause.message) + (inner === undefined ? '' : `\n  because: ${describe(inner)}`)
}

/**
 * A log whose lines are redacted before they are written.
 * @param write takes one entry, with no line end
 */
export function createLog(write: (line: string) => void): Log {
  function entry(level: string, message: string, details: LogDetails | undefined, cause?: unknown): void {
    const parts = Object.entries(details ?? {}).filter(([, value]) => value !== undefined)
    const tail = parts.map(([key, value]) => ` ${key}=${JSON.stringify(value)}`).join('')
    const reason = cause === undefined ? '' : `\n  ${describe(cause)}`
    write(redact(`${new Date().toISOString()} ${level} ${message}${tail}${reason}`))
  }
  return {
    info: (message, details) => entry('info', message, details),
    warn: (message, details) => entry('warn', message, details),
    error: (message, cause, details) => entry('error', message, details, cause),
  }
}

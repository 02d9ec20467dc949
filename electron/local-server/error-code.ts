/** The system's name for what went wrong (`ENOENT`); undefined for an error without one. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

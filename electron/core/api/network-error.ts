import type { AppError } from '../../../shared/domain/errors.ts'
import { fail } from '../../../shared/domain/errors.ts'

/** What is known of a request that got no answer. */
export type NoAnswer =
  /** No connection came about: the server has not seen it. */
  | 'unreached'
  /** The connection ended before the answer was whole: it may have been carried out. */
  | 'broken'

const unreached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'ENOENT',
  'EACCES',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_PRX_CONN',
  'UND_ERR_PRX_TLS',
])

function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return []
  const { code, errors } = error as Error & { code?: unknown; errors?: unknown }
  const own = typeof code === 'string' ? [code] : []
  // Several addresses of one name, each with a failure of its own.
  return Array.isArray(errors) ? [...own, ...errors.flatMap(codesOf)] : own
}

function isCertificateProblem(codes: readonly string[]): boolean {
  return codes.some((code) => /^(CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/.test(code))
}

/** Sorts what the HTTP library threw. */
export function noAnswerOf(error: unknown): NoAnswer {
  const codes = codesOf(error)
  if (codes.some((code) => unreached.has(code)) || isCertificateProblem(codes)) return 'unreached'
  return proxyRefusal(error) === undefined ? 'broken' : 'unreached'
}

/** The status with which a proxy refused the way to the server: the library has no code for it. */
function proxyRefusal(error: unknown): string | undefined {
  return error instanceof Error
    ? /^Proxy response \((\d+)\) !== 200 when HTTP Tunneling$/.exec(error.message)?.[1]
    : undefined
}

/**
 * The error for a request without an answer.
 * @param changes whether the request changes something on the server, so that a broken one has to be looked up
 */
export function networkError(error: unknown, changes: boolean): AppError {
  const codes = codesOf(error)
  if (isCertificateProblem(codes))
    return fail('offline', `The server's certificate is not accepted (${codes[0] ?? 'unknown reason'}).`, {
      cause: error,
    })
  const proxyStatus = proxyRefusal(error)
  if (proxyStatus !== undefined)
    return fail('offline', `The proxy does not let this through (it answered ${proxyStatus}).`, { cause: error })
  if (noAnswerOf(error) === 'unreached') return fail('offline', unreachedWords(codes), { cause: error })
  if (changes) return fail('outcome-unknown', 'The connection ended before the server had answered.', { cause: error })
  return fail('unavailable', 'The server closed the connection without an answer.', { cause: error })
}

function unreachedWords(codes: readonly string[]): string {
  if (codes.includes('ENOTFOUND')) return 'No computer of this name is known.'
  if (codes.includes('ECONNREFUSED') || codes.includes('ENOENT')) return 'Nothing answers at this address.'
  if (codes.includes('UND_ERR_PRX_CONN') || codes.includes('UND_ERR_PRX_TLS')) return 'The proxy cannot be reached.'
  if (codes.includes('UND_ERR_CONNECT_TIMEOUT')) return 'The server did not answer within 10 seconds.'
  return 'The server cannot be reached.'
}

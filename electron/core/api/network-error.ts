import type { AppError, ErrorReason } from '../../../shared/domain/errors.ts'
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

/** TLS was begun with something that does not speak it, in the codes of OpenSSL. */
function isWithoutTls(codes: readonly string[]): boolean {
  return codes.some((code) => code === 'EPROTO' || /^ERR_SSL_(WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST)/.test(code))
}

/** What came is no HTTP. The library gives the code of its parser for some of it only. */
function isNoHttp(error: unknown, codes: readonly string[]): boolean {
  return (error instanceof Error && /^Response does not match the HTTP/.test(error.message)) || codes.some(isOfParser)
}

const isOfParser = (code: string) => code.startsWith('HPE_')

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
      reason: 'certificate',
    })
  const proxyStatus = proxyRefusal(error)
  if (proxyStatus !== undefined)
    return fail('offline', `The proxy does not let this through (it answered ${proxyStatus}).`, {
      cause: error,
      reason: 'proxy',
    })
  if (noAnswerOf(error) === 'unreached') {
    const { message, reason } = unreachedWords(codes)
    return fail('offline', message, { cause: error, ...(reason === undefined ? {} : { reason }) })
  }
  if (changes) return fail('outcome-unknown', 'The connection ended before the server had answered.', { cause: error })
  // Not said of a change: in the middle of a connection it may have been carried out.
  if (isWithoutTls(codes))
    return fail('offline', 'The server does not speak https at this address.', { cause: error, reason: 'no-tls' })
  if (isNoHttp(error, codes))
    return fail('unavailable', 'What answers at this address does not speak HTTP.', {
      cause: error,
      reason: 'not-a-server',
    })
  return fail('unavailable', 'The server closed the connection without an answer.', { cause: error })
}

function unreachedWords(codes: readonly string[]): { readonly message: string; readonly reason?: ErrorReason } {
  if (codes.includes('ENOTFOUND')) return { message: 'No computer of this name is known.', reason: 'unknown-host' }
  if (codes.includes('ECONNREFUSED') || codes.includes('ENOENT'))
    return { message: 'Nothing answers at this address.', reason: 'nothing-listens' }
  if (codes.includes('UND_ERR_PRX_CONN') || codes.includes('UND_ERR_PRX_TLS'))
    return { message: 'The proxy cannot be reached.', reason: 'proxy' }
  if (codes.includes('UND_ERR_CONNECT_TIMEOUT')) return { message: 'The server did not answer within 10 seconds.' }
  return { message: 'The server cannot be reached.' }
}

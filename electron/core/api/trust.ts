import type { SecureContext } from 'node:tls'
import { createSecureContext, rootCertificates } from 'node:tls'

const contexts = new Map<string, SecureContext>()
/** Different extra certificates at once: a handful of connections has at most so many. */
const maxContexts = 16

/**
 * Options of a TLS connection that accepts these certificates beside the well-known ones. Reading some 150 certificates
 * takes milliseconds, so it is done once for all connections.
 * @param extraCa PEM. Throws what OpenSSL says when it is none
 */
export function trustWith(extraCa: string): { readonly secureContext: SecureContext } {
  const known = contexts.get(extraCa)
  if (known) return { secureContext: known }
  const secureContext = createSecureContext({ ca: [...rootCertificates, extraCa] })
  if (contexts.size >= maxContexts) contexts.clear()
  contexts.set(extraCa, secureContext)
  return { secureContext }
}

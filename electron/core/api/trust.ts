import { X509Certificate } from 'node:crypto'
import type { SecureContext } from 'node:tls'
import { createSecureContext, rootCertificates } from 'node:tls'

const contexts = new Map<string, SecureContext>()
/** Different extra certificates at once: a handful of connections has at most so many. */
const maxContexts = 16

/**
 * Options of a TLS connection that accepts these certificates beside the well-known ones. Reading some 150 certificates
 * takes milliseconds, so it is done once for all connections.
 * @param extraCa PEM. Throws what OpenSSL says when one of them is none: a context takes nonsense in silence
 */
export function trustWith(extraCa: string): { readonly secureContext: SecureContext } {
  const known = contexts.get(extraCa)
  if (known) return { secureContext: known }
  for (const [one] of extraCa.matchAll(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g))
    new X509Certificate(one)
  const secureContext = createSecureContext({ ca: [...rootCertificates, extraCa] })
  if (contexts.size >= maxContexts) contexts.clear()
  contexts.set(extraCa, secureContext)
  return { secureContext }
}

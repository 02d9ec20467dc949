import type { NewConnection } from '../../../shared/domain/connection.ts'
import { certificateProblem, checkAddress, checkProxy } from '../../../shared/domain/connection.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { Credentials } from '../api/client.ts'
import type { Endpoint } from '../api/connection-pool.ts'
import { factsOfToken } from '../api/credentials.ts'
import { trustWith } from '../api/trust.ts'

/** What a person wrote, in the form in which it is used. */
export interface WantedServer {
  readonly name: string
  readonly endpoint: Endpoint
  readonly credentials: Credentials
}

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/** Throws `refused` with a sentence for the person. Asks nobody. */
export function readWanted(wanted: NewConnection): WantedServer {
  const { token = '', userId, role = 'user' } = wanted
  const verdict = checkAddress(wanted.address)
  if (!verdict.ok) throw fail('refused', verdict.reason)
  if (/[\s\p{C}]/u.test(token)) throw fail('refused', 'A token has no spaces and no line ends in it.')
  const { userId: owner } = factsOfToken(token)
  if (owner !== undefined && owner !== userId)
    throw fail('refused', `This token is of the user ${owner}. Write that as the user, or paste another token.`)
  return {
    name: wanted.name === '' ? verdict.host : wanted.name,
    endpoint: {
      origin: verdict.address,
      ...proxyOf(wanted.proxy, verdict.address),
      ...extraCaOf(wanted.ca),
    },
    credentials: { userId, role, ...(token === '' ? {} : { token }) },
  }
}

function proxyOf(text: string | undefined, origin: string): { readonly proxy?: string } {
  if (text === undefined || text === '') return {}
  const verdict = checkProxy(text)
  if (!verdict.ok) throw fail('refused', verdict.reason)
  const { protocol, hostname } = new URL(origin)
  if (protocol === 'http:' && loopback.test(hostname))
    throw fail('refused', 'This computer is reached without a proxy. Leave the proxy out.')
  return { proxy: verdict.address }
}

function extraCaOf(text: string | undefined): { readonly extraCa?: string } {
  const pem = text?.trim() ?? ''
  if (pem === '') return {}
  const problem = certificateProblem(pem)
  if (problem !== undefined) throw fail('refused', problem)
  try {
    trustWith(pem)
  } catch (cause) {
    throw fail('refused', 'This certificate cannot be read. Copy it again, whole.', { cause })
  }
  return { extraCa: pem }
}

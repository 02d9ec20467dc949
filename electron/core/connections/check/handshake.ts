import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { connect } from 'node:tls'
import { trustWith } from '../../api/trust.ts'
import { settled } from './open-socket.ts'
import { StepFailure } from './step.ts'

export interface Secured {
  readonly socket: TLSSocket
  readonly issuer: string
  /** A date, as 12 Jan 2027. */
  readonly until: string
}

/**
 * TLS on a socket, with the certificate judged as every later connection judges it. The socket is read also when the
 * certificate is refused, to say whose it is.
 */
export async function handshake(
  socket: Socket,
  host: string,
  extraCa: string | undefined,
  signal: AbortSignal,
): Promise<Secured> {
  const secured = connect({
    socket,
    ...(isIP(host) ? {} : { servername: host }),
    ...(extraCa === undefined ? {} : trustWith(extraCa)),
    host,
    ALPNProtocols: ['http/1.1'],
    // Looked at below: nothing is sent before.
    rejectUnauthorized: false,
  })
  try {
    await settled(secured, 'secureConnect', signal)
  } catch (error) {
    secured.destroy()
    throw noTls(error)
  }
  const { issuer, valid_to: until } = secured.getPeerCertificate()
  const name = [issuer?.O, issuer?.CN].flat().find((part) => part !== undefined && part !== '') ?? 'an unnamed issuer'
  if (!secured.authorized) {
    secured.destroy()
    throw refused(String(secured.authorizationError), name, host)
  }
  return { socket: secured, issuer: name, until: dateOf(until) }
}

function dateOf(text: string | undefined): string {
  const date = new Date(text ?? '')
  if (Number.isNaN(date.getTime())) return 'an unknown day'
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
}

function noTls(error: unknown): StepFailure {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ETIMEDOUT') return new StepFailure('TLS was not answered in time.', 'Try again, or check the port.')
  return new StepFailure(
    `TLS could not be agreed on (${code ?? 'unknown reason'}).`,
    'Check the port: a server that speaks http there can only be used on this computer, as http://localhost.',
  )
}

function refused(reason: string, issuer: string, host: string): StepFailure {
  // Node puts the codes of OpenSSL before or without words, by its version.
  if (/CERT_HAS_EXPIRED/.test(reason))
    return new StepFailure(
      'The certificate has ended.',
      'Whoever runs the server has to renew it. Check the clock of this computer too.',
    )
  if (/CERT_NOT_YET_VALID/.test(reason))
    return new StepFailure('The certificate is not good yet.', 'Check the clock of this computer.')
  if (/ALTNAME|HOSTNAME/i.test(reason))
    return new StepFailure(
      `The certificate is not for ${host}.`,
      'Use the name that the certificate is for, or have the server given one for this name.',
    )
  return new StepFailure(
    `The certificate was issued by ${issuer}, which is not known here (${reason}).`,
    'Where you trust it: put the certificate of its issuer into Extra certificate.',
  )
}

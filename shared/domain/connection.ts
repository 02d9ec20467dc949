import type { ErrorData } from './errors.ts'
import type { LocalProbe } from './local-probe.ts'

/** The id of "This computer". */
export const localConnectionId = 'local'

/** What a server's `/health` told. A plain server tells nothing of this. */
export interface ServerFacts {
  readonly version?: string
  /** What isolates its sandboxes: "bubblewrap 0.8.0". */
  readonly runtime?: string
  /** Such as `keeps/1`. */
  readonly extensions: readonly string[]
  /** What of a session the server keeps through a pause: `workspace`, `variables`. Empty: it promises nothing. */
  readonly keeps: readonly string[]
}

/**
 * starting: the local server is being started, or the first answer is awaited · ready · offline: no answer ·
 * unavailable: it answers but does not work · refused: it does not accept us · failed: this computer cannot run
 * sandboxes, `probe` says why.
 */
export type ConnectionStatus = 'starting' | 'ready' | 'offline' | 'unavailable' | 'refused' | 'failed'

/** A server, or this computer. Holds no token: those never leave main. */
export interface Connection {
  readonly id: string
  readonly kind: 'local' | 'server'
  /** "This computer", or the name the person gave, or the host. */
  readonly name: string
  /** Base URL; for this computer a description. */
  readonly address: string
  readonly userId: string
  readonly status: ConnectionStatus
  /** Last answer (ms, this computer's clock). */
  readonly lastAnswerAt?: number
  readonly error?: ErrorData
  readonly facts?: ServerFacts
  /** Server's clock minus ours, ms. */
  readonly skew: number
  /** This computer only. */
  readonly probe?: LocalProbe
}

/** A connection that a person adds. */
export interface NewConnection {
  readonly name: string
  readonly address: string
  readonly userId: string
}

/** Verdict on an address that a person typed. */
export type AddressVerdict =
  | { readonly ok: true /** Origin with no trailing slash. */; readonly address: string; readonly host: string }
  | { readonly ok: false; readonly reason: string }

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Only https, and http for this computer: a token must not cross a network in the clear. No credentials, no path.
 * Item 1 of Electron's security checklist, https://www.electronjs.org/docs/latest/tutorial/security
 */
export function checkAddress(text: string): AddressVerdict {
  const trimmed = text.trim()
  if (trimmed === '') return { ok: false, reason: 'An address is needed, such as https://lab.example.org' }
  let url: URL
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`)
  } catch {
    return { ok: false, reason: 'This is not an address. Write it as https://lab.example.org' }
  }
  if (url.username !== '' || url.password !== '')
    return { ok: false, reason: 'An address holds no user name or password here.' }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback.has(url.hostname)))
    return { ok: false, reason: 'Only https is allowed, and http for this computer: a token is sent to this address.' }
  const rest = url.href.slice(`${url.protocol}//${url.host}`.length)
  if (rest !== '/' && rest !== '') return { ok: false, reason: 'Leave out what follows the host and port.' }
  return { ok: true, address: `${url.protocol}//${url.host}`, host: url.host }
}

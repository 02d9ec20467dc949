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
  /** Days for which sessions that have ended can be brought back (`kept/1`). Absent: the server promises none. */
  readonly keptDays?: number
  /** The most that a session may ask for, as far as the server tells. */
  readonly most?: SessionFigures
  /** What the computer of the server has: more can be asked for in vain. */
  readonly computer?: SessionFigures
}

/** Figures of a session, as far as they are known. */
export interface SessionFigures {
  readonly cpuCount?: number
  readonly memoryMb?: number
  readonly ttlHours?: number
}

/**
 * starting: the local server is being started, or the first answer is awaited · ready · offline: no answer ·
 * unavailable: it answers but does not work · refused: it does not accept us · failed: this computer cannot run
 * sandboxes, `probe` says why.
 */
export type ConnectionStatus = 'starting' | 'ready' | 'offline' | 'unavailable' | 'refused' | 'failed'

/** A server of this computer that an application finds and would not have started: of an older version, or isolating otherwise. */
export interface OtherServer {
  readonly version: string
  /** What isolates its sandboxes: "bubblewrap 0.8.0". */
  readonly runtime: string
  /** How many of its sandboxes are held: they would end with it. 0: other applications use it. */
  readonly sandboxes: number
}

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
  /** Asked for with each token. */
  readonly role?: string
  /** Origin of the HTTP proxy that it is reached through. */
  readonly proxy?: string
  /** Certificates (PEM) that are accepted beside the well-known ones. */
  readonly ca?: string
  /** There when a person pasted a token in; absent where tokens are asked for by user id. */
  readonly token?: PastedToken
  /** This computer only. */
  readonly probe?: LocalProbe
  /** This computer only: when its server last ended although it was used (ms). What ran in its sandboxes ended with it. */
  readonly serverEndedAt?: number
  /** This computer only: set while another server than the wanted one is used. */
  readonly otherServer?: OtherServer
}

/** What is told of a token that a person pasted in. */
export interface PastedToken {
  /**
   * keychain: encrypted by this computer's key store · memory: until this application ends · unreadable: the key store
   * does not open it at the moment, what is kept stays as it is · missing: it was in memory, and that has gone.
   */
  readonly kept: 'keychain' | 'memory' | 'unreadable' | 'missing'
  /** ms, the server's clock; absent when it does not say. */
  readonly endsAt?: number
}

/** Whether code on this connection's sandboxes reaches the files of its computer: it was asked for by name. */
export function isUnisolated({ facts }: Pick<Connection, 'facts'>): boolean {
  return facts?.runtime?.startsWith('unisolated') ?? false
}

/** Sandboxes of a server. */
export interface PoolFigures {
  readonly total: number
  readonly available: number
  readonly inUse: number
  /** Being made, where it says so. */
  readonly creating?: number
  /** What it may have at most, where it says so. */
  readonly max?: number
}

/** What a server has at this moment, and what we asked of it. */
export interface ConnectionFigures {
  readonly pool: PoolFigures
  /** Answers that it gave since the application started. */
  readonly answers: number
}

/** A connection that a person adds or changes. */
export interface NewConnection {
  /** Its host when empty. */
  readonly name: string
  readonly address: string
  readonly userId: string
  /** `user` when absent. Means nothing beside a token. */
  readonly role?: string
  /** Instead of one that is asked for by user id. In a change: empty for the one that is there. */
  readonly token?: string
  readonly proxy?: string
  /** PEM. */
  readonly ca?: string
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

/** Verdict on the address of a proxy: an HTTP proxy by its origin. A password in it would be kept in the clear. */
export function checkProxy(text: string): AddressVerdict {
  const trimmed = text.trim()
  let url: URL
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`)
  } catch {
    return { ok: false, reason: 'This is not an address. Write it as http://proxy.example.org:3128' }
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { ok: false, reason: 'Only http and https proxies can be used.' }
  if (url.username !== '' || url.password !== '')
    return { ok: false, reason: 'A user name or password for the proxy cannot be kept here.' }
  const rest = url.href.slice(`${url.protocol}//${url.host}`.length)
  if (rest !== '/' && rest !== '') return { ok: false, reason: 'Leave out what follows the host and port.' }
  return { ok: true, address: `${url.protocol}//${url.host}`, host: url.host }
}

/** Why this cannot be used as certificates; undefined when it has their form. Whether they hold is for the check. */
export function certificateProblem(pem: string): string | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return 'This holds a private key. Only the certificate is needed.'
  if (!/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/.test(pem))
    return 'This is no certificate. It begins with -----BEGIN CERTIFICATE-----'
  return undefined
}

import type { Connection, NewConnection, PastedToken } from '../../../shared/domain/connection.ts'
import { AppError, toErrorData } from '../../../shared/domain/errors.ts'
import type { Keystore } from '../host.ts'
import type { Log } from '../log.ts'
import type { SavedConnection } from '../records/records.ts'
import { LiveConnection } from './live-connection.ts'
import { openToken, sealToken } from './sealed-token.ts'
import type { WantedServer } from './wanted.ts'
import { readWanted } from './wanted.ts'

/** A server that a person added: its record, its pasted token if it has one, and what is known of it now. */
export class ServerConnection {
  readonly saved: SavedConnection
  readonly live: LiveConnection
  readonly #server: WantedServer
  /** In memory alone. */
  #token: string | undefined

  private constructor(saved: SavedConnection, server: WantedServer, told: PastedToken | undefined) {
    this.saved = saved
    this.live = new LiveConnection(shown(saved, told))
    this.#server = server
    this.#token = server.credentials.token
  }

  get token(): string | undefined {
    return this.#token
  }

  /** As a person wants it; not recorded yet. Throws `refused`. */
  static async of(id: string, wanted: NewConnection, keystore: Keystore, log: Log): Promise<ServerConnection> {
    const server = readWanted(wanted)
    const { token } = server.credentials
    const sealed = token === undefined ? undefined : await sealToken(keystore, token, log)
    const made = new ServerConnection(savedOf(id, server, sealed?.bytes), server, sealed?.told)
    await made.live.switchTo(server.endpoint, server.credentials)
    return made
  }

  /** As it was recorded. Nothing is asked yet: see `check`. */
  static ofRecord(saved: SavedConnection): ServerConnection {
    const server: WantedServer = {
      name: saved.name,
      endpoint: {
        origin: saved.address,
        ...(saved.proxy === undefined ? {} : { proxy: saved.proxy }),
        ...(saved.ca === undefined ? {} : { extraCa: saved.ca }),
      },
      credentials: { userId: saved.userId, role: saved.role ?? 'user' },
    }
    return new ServerConnection(saved, server, saved.token === undefined ? undefined : { kept: 'missing' })
  }

  /** Asks now, with its token read from the key store first. Never rejects: the state says how it went. */
  async check(keystore: Keystore, log: Log): Promise<void> {
    if (!this.live.hasApi && !(await this.#signIn(keystore, log))) return
    await this.live.probe().catch(() => undefined)
  }

  /** Without its token nothing is asked: the server would be told a user id that was not meant. */
  async #signIn(keystore: Keystore, log: Log): Promise<boolean> {
    const { endpoint, credentials } = this.#server
    const sealed = this.saved.token
    const opened = sealed === undefined ? undefined : await openToken(keystore, sealed, log)
    if (opened && opened.token === undefined) {
      this.live.update({ token: opened.told, status: 'refused', error: toErrorData(noToken(opened.told)) })
      return false
    }
    this.#token = opened?.token
    this.live.update({ token: opened?.told })
    const { token } = this
    await this.live.switchTo(endpoint, { ...credentials, ...(token === undefined ? {} : { token }) })
    return true
  }
}

function savedOf(id: string, server: WantedServer, token: Uint8Array | undefined): SavedConnection {
  const { name, endpoint, credentials } = server
  return {
    id,
    name,
    address: endpoint.origin,
    userId: credentials.userId,
    role: credentials.role,
    ...(endpoint.proxy === undefined ? {} : { proxy: endpoint.proxy }),
    ...(endpoint.extraCa === undefined ? {} : { ca: endpoint.extraCa }),
    ...(token === undefined ? {} : { token }),
  }
}

function shown({ token: _sealed, ...saved }: SavedConnection, told: PastedToken | undefined): Connection {
  return { ...saved, kind: 'server', status: 'starting', skew: 0, ...(told === undefined ? {} : { token: told }) }
}

function noToken({ kept }: PastedToken): AppError {
  const message =
    kept === 'unreadable'
      ? 'The key store of this computer does not open the token. Unlock it and check again, or paste the token again.'
      : 'The token was in memory only, and the application has been started anew. Paste it again.'
  return new AppError({ code: 'auth', reason: 'token', message })
}

import { randomUUID } from 'node:crypto'
import type { Connection, NewConnection } from '../../../shared/domain/connection.ts'
import { checkAddress, localConnectionId } from '../../../shared/domain/connection.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { Log } from '../log.ts'
import type { Records, SavedConnection } from '../records/records.ts'
import { Watchable } from '../watchable.ts'
import { LiveConnection } from './live-connection.ts'
import { LocalConnection } from './local-connection.ts'
import type { StartLocalServer } from './local-server.ts'

export interface ConnectionsOptions {
  readonly records: Records
  readonly startLocalServer: StartLocalServer
  readonly log: Log
}

/** All connections: this computer, and the servers that a person added. */
export class Connections {
  /** What the window shows; this computer first. */
  readonly list = new Watchable<readonly Connection[]>([])
  readonly #records: Records
  readonly #log: Log
  readonly #local: LocalConnection
  readonly #servers = new Map<string, LiveConnection>()
  readonly #ended = new AbortController()
  /** Resolves when the kept connections have been read. */
  readonly loaded: Promise<void>

  constructor({ records, startLocalServer, log }: ConnectionsOptions) {
    this.#records = records
    this.#log = log
    this.#local = new LocalConnection(startLocalServer, log)
    this.#follow(this.#local.live)
    this.#publish()
    void this.#local.check()
    this.loaded = this.#load()
  }

  /** Throws `not-found`. */
  get(id: string): LiveConnection {
    const connection = id === localConnectionId ? this.#local.live : this.#servers.get(id)
    if (!connection) throw fail('not-found', 'This connection is not kept here any more.')
    return connection
  }

  /** Keeps it only after address, health and token were checked. */
  async add(wanted: NewConnection): Promise<Connection> {
    const verdict = checkAddress(wanted.address)
    if (!verdict.ok) throw fail('refused', verdict.reason)
    const saved: SavedConnection = {
      id: randomUUID(),
      name: wanted.name === '' ? verdict.host : wanted.name,
      address: verdict.address,
      userId: wanted.userId,
    }
    for (const { state } of this.#servers.values())
      if (state.value.address === saved.address && state.value.userId === saved.userId)
        throw fail('refused', `${state.value.name} is this address and user already.`)
    const connection = await openServer(saved)
    try {
      await connection.probe()
      await this.#records.connections.put(saved)
    } catch (error) {
      await connection.close()
      throw error
    }
    this.#servers.set(saved.id, connection)
    this.#follow(connection)
    this.#publish()
    return connection.state.value
  }

  /** Its token and what is asked on it go; records of its sessions stay. */
  async remove(id: string): Promise<void> {
    if (id === localConnectionId) throw fail('refused', 'This computer stays in the list.')
    const connection = this.get(id)
    await this.#records.connections.remove(id)
    this.#servers.delete(id)
    this.#publish()
    await connection.close()
  }

  /** Asks now. The answer says how it went; only an unknown id rejects. */
  async check(id: string): Promise<Connection> {
    const connection = this.get(id)
    if (id === localConnectionId) await this.#local.check()
    else await connection.probe().catch(() => undefined)
    return connection.state.value
  }

  async close(): Promise<void> {
    this.#ended.abort()
    this.list.end()
    await Promise.all([this.#local.close(), ...[...this.#servers.values()].map((server) => server.close())])
  }

  async #load(): Promise<void> {
    try {
      for (const saved of await this.#records.connections.list()) {
        if (this.#ended.signal.aborted) return
        const connection = await openServer(saved)
        this.#servers.set(saved.id, connection)
        this.#follow(connection)
        void connection.probe().catch(() => undefined)
      }
    } catch (error) {
      this.#log.error('The kept connections could not be read', error)
    }
    this.#publish()
  }

  #follow(connection: LiveConnection): void {
    void (async () => {
      for await (const _ of connection.state.watch(this.#ended.signal)) this.#publish()
    })()
  }

  #publish(): void {
    const all = [this.#local.live, ...this.#servers.values()]
    this.list.set(all.map(({ state }) => state.value))
  }
}

async function openServer(saved: SavedConnection): Promise<LiveConnection> {
  const connection = new LiveConnection({ ...saved, kind: 'server', status: 'starting', skew: 0 })
  await connection.switchTo({ origin: saved.address }, { userId: saved.userId, role: 'user' })
  return connection
}

import { randomUUID } from 'node:crypto'
import type { Connection, NewConnection } from '../../../shared/domain/connection.ts'
import { localConnectionId } from '../../../shared/domain/connection.ts'
import type { CheckStep } from '../../../shared/domain/connection-check.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { Keystore } from '../host.ts'
import type { Log } from '../log.ts'
import type { Records } from '../records/records.ts'
import { Watchable } from '../watchable.ts'
import { checkSteps } from './check/check-steps.ts'
import type { LiveConnection } from './live-connection.ts'
import { LocalConnection } from './local-connection.ts'
import type { StartLocalServer } from './local-server.ts'
import { ServerConnection } from './server-connection.ts'
import { readWanted } from './wanted.ts'

export interface ConnectionsOptions {
  readonly records: Records
  readonly startLocalServer: StartLocalServer
  readonly keystore: Keystore
  readonly log: Log
}

/** All connections: this computer, and the servers that a person added. */
export class Connections {
  /** What the window shows; this computer first. */
  readonly list = new Watchable<readonly Connection[]>([])
  readonly #records: Records
  readonly #keystore: Keystore
  readonly #log: Log
  readonly #local: LocalConnection
  readonly #servers = new Map<string, ServerConnection>()
  readonly #ended = new AbortController()
  /** What changes the list and its records goes one after the other. Never rejects. */
  #changing: Promise<unknown> = Promise.resolve()
  /** Resolves when the kept connections have been read. */
  readonly loaded: Promise<void>

  constructor({ records, startLocalServer, keystore, log }: ConnectionsOptions) {
    this.#records = records
    this.#keystore = keystore
    this.#log = log
    this.#local = new LocalConnection(startLocalServer, log)
    this.#follow(this.#local.live)
    this.#publish()
    void this.#local.check()
    this.loaded = this.#load()
  }

  /** Throws `not-found`. */
  get(id: string): LiveConnection {
    return id === localConnectionId ? this.#local.live : this.#server(id).live
  }

  /**
   * Resolves when the connection of this id answers, also another one that a person puts in its place meanwhile. Rejects
   * with `not-found` when it is removed, with `cancelled` when the signal aborts.
   */
  async ready(id: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const connection = this.get(id)
      try {
        return await connection.ready(signal)
      } catch (error) {
        if (signal.aborted || this.get(id) === connection) throw error
      }
    }
  }

  /** What encrypts tokens, in words; undefined: they stay in memory. */
  async keystoreName(): Promise<string | undefined> {
    return await this.#keystore.backend()
  }

  /** Keeps it only after address, health and token were checked. */
  async add(wanted: NewConnection): Promise<Connection> {
    this.#mustBeNew(wanted)
    const server = await ServerConnection.of(randomUUID(), wanted, this.#keystore, this.#log)
    return await this.#keep(server, () => this.#mustBeNew(wanted))
  }

  /** As `add`, in place of the one that is kept. An empty token means the one that is there. */
  async change(id: string, wanted: NewConnection): Promise<Connection> {
    const before = this.#server(id)
    this.#mustBeNew(wanted, id)
    const token = wanted.token === '' ? before.token : wanted.token
    if (wanted.token === '' && token === undefined)
      throw fail('refused', 'The token is not here any more. Paste it again.')
    const { token: _given, ...rest } = wanted
    const next = { ...rest, ...(token === undefined ? {} : { token }) }
    return await this.#keep(await ServerConnection.of(id, next, this.#keystore, this.#log), () => {
      this.#server(id)
      this.#mustBeNew(wanted, id)
    })
  }

  /** Checks it step by step; see `connections.checkSteps`. Throws `refused`, `not-found`. */
  async *checkSteps(
    wanted: NewConnection,
    id: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly CheckStep[], void, void> {
    const token = wanted.token === '' && id !== undefined ? this.#server(id).token : wanted.token
    const { token: _given, ...rest } = wanted
    yield* checkSteps(readWanted({ ...rest, ...(token === undefined ? {} : { token }) }), signal)
  }

  /** Its token and what is asked on it go; records of its sessions stay. */
  async remove(id: string): Promise<void> {
    if (id === localConnectionId) throw fail('refused', 'This computer stays in the list.')
    await this.#inTurn(async () => {
      const server = this.#server(id)
      await this.#records.connections.remove(id)
      this.#servers.delete(id)
      this.#publish()
      await server.live.close()
    })
  }

  /** Asks now. The answer says how it went; only an unknown id rejects. */
  async check(id: string): Promise<Connection> {
    const connection = this.get(id)
    if (id === localConnectionId) await this.#local.check()
    else await this.#server(id).check(this.#keystore, this.#log)
    return connection.state.value
  }

  async close(): Promise<void> {
    this.#ended.abort()
    this.list.end()
    await Promise.all([this.#local.close(), ...[...this.#servers.values()].map(({ live }) => live.close())])
  }

  #server(id: string): ServerConnection {
    const server = this.#servers.get(id)
    if (!server) throw fail('not-found', 'This connection is not kept here any more.')
    return server
  }

  /** Throws `refused` for an address and user that another connection has. */
  #mustBeNew(wanted: NewConnection, except?: string): void {
    const { endpoint, credentials } = readWanted(wanted)
    for (const [id, { live }] of this.#servers) {
      const { address, userId, name } = live.state.value
      if (id !== except && address === endpoint.origin && userId === credentials.userId)
        throw fail('refused', `${name} is this address and user already.`)
    }
  }

  /** @param mayBeKept throws when something else was kept, or removed, while this one was asked */
  async #keep(server: ServerConnection, mayBeKept: () => void): Promise<Connection> {
    try {
      await server.live.probe()
      await this.#inTurn(async () => {
        mayBeKept()
        await this.#records.connections.put(server.saved)
        await this.#replace(server)
      })
    } catch (error) {
      await server.live.close()
      throw error
    }
    return server.live.state.value
  }

  async #replace(server: ServerConnection): Promise<void> {
    const { id } = server.saved
    const before = this.#servers.get(id)
    this.#servers.set(id, server)
    this.#follow(server.live)
    this.#publish()
    await before?.live.close()
  }

  /** Only what takes no longer than the disk: nobody waits for another's server. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#changing.then(work)
    this.#changing = turn.catch(() => undefined)
    return await turn
  }

  async #load(): Promise<void> {
    try {
      const all = await this.#records.connections.list()
      if (this.#ended.signal.aborted) return
      for (const saved of all) {
        const server = ServerConnection.ofRecord(saved)
        this.#servers.set(saved.id, server)
        this.#follow(server.live)
        void server.check(this.#keystore, this.#log)
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
    const all = [this.#local.live, ...[...this.#servers.values()].map(({ live }) => live)]
    this.list.set(all.map(({ state }) => state.value))
  }
}

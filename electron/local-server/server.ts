import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import type { LocalProbeFailed } from '../../shared/domain/local-probe.ts'
import { buildApp } from './http/app.ts'
import type { Entrance } from './http/auth.ts'
import { Tokens } from './http/auth.ts'
import { BodyBudget } from './http/body-budget.ts'
import { ClientSessions } from './http/client-sessions.ts'
import type { Drain } from './http/drain.ts'
import { Programs } from './http/programs/programs.ts'
import type { Services } from './http/services.ts'
import { Uploads } from './http/uploads/uploads.ts'
import { HeldError, readHolder, removeHolder, writeHolder } from './lifetime/holder.ts'
import type { EndCause } from './lifetime/lifetime.ts'
import { Lifetime } from './lifetime/lifetime.ts'
import { listenOnSocket } from './lifetime/private-socket.ts'
import type { RuntimeWish } from './runtimes/open-runtime.ts'
import { openRuntime } from './runtimes/open-runtime.ts'
import { Sandboxes } from './sandboxes/sandboxes.ts'
import { Sessions } from './sessions/sessions.ts'
import type { ServerDatabase } from './store/database.ts'
import { FolderBusyError, openDatabase } from './store/database.ts'
import { readOrMakeSecret } from './store/secret.ts'
import { SessionsStore } from './store/sessions-store.ts'
import { SettingsStore } from './store/settings-store.ts'

/** Where a server works and where it is reached. */
export interface ServerOptions {
  readonly dataFolder: string
  readonly socket: string
  /** 0 means any free one; undefined: none, unless the owner has opened one. */
  readonly port: number | undefined
  /** ms without a client and a held sandbox; undefined: it never ends by itself. */
  readonly endWhenIdle: number | undefined
  /** Told about errors that are the server's own, and about files it found without an owner: for the log. */
  readonly onFault: (error: unknown) => void
  /** Undefined: bubblewrap and the server's own limits. */
  readonly runtime?: RuntimeWish
}

/** A server that answers. */
export interface RunningServer {
  readonly socket: string
  readonly port: number | undefined
  /** Resolves when it should be stopped although nobody sent a signal. */
  readonly over: Promise<EndCause>
  /** Ends every sandbox, answers what is under way, closes the database. */
  stop(): Promise<void>
}

/** This computer cannot run sandboxes. */
export class ProbeFailedError extends Error {
  override readonly name = 'ProbeFailedError'
  readonly probe: LocalProbeFailed

  constructor(probe: LocalProbeFailed) {
    super(probe.sentence)
    this.probe = probe
  }
}

const expiryCheckMs = 30_000
/** Of all requests that are coming in together; files are not among them. */
const largestBodies = 128 * 1024 * 1024

/**
 * Starts the server.
 *
 * @throws HeldError, ProbeFailedError, PortTakenError; each message is a sentence for a person.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const folder = join(options.dataFolder, 'local-server')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // First of all: whoever has the database has the folder.
  const database = takeFolder(folder)
  const undo: (() => unknown)[] = [() => database.close()]
  try {
    writeHolder(folder, { pid: process.pid, version: manifest.version, socket: options.socket })
    undo.push(() => removeHolder(folder))
    const { runtime, probe } = await openRuntime(folder, { ...options.runtime, onFault: options.onFault })
    if (runtime === undefined) throw new ProbeFailedError(probe)
    undo.push(() => runtime.close())
    const sandboxes = new Sandboxes(runtime)
    const lifetime = new Lifetime(() => sandboxes.stats().total)
    undo.push(() => lifetime.stop())
    const sessions = new Sessions(new SessionsStore(database), sandboxes, options.onFault)
    undo.push(() => sessions.close())
    const aside = await sessions.recover()
    if (aside !== undefined) {
      const files = `${aside.count === 1 ? 'The files of one session' : `The files of ${aside.count} sessions`}`
      options.onFault(`${files} were found without the list that knew them. They were kept in ${aside.place}.`)
    }
    const tokens = new Tokens(readOrMakeSecret(join(folder, 'secret')))
    const build = (entrance: Entrance) => buildApp(services, entrance, options.onFault)
    const programs = new Programs(new SettingsStore(database), () => build('tcp'))
    const clientSessions = new ClientSessions()
    const bodies = new BodyBudget(largestBodies)
    const uploads = await Uploads.in(join(folder, 'uploads'))
    const services: Services = {
      version: manifest.version,
      probe,
      tokens,
      sessions,
      sandboxes,
      bodies,
      uploads,
      clientSessions,
      programs,
      lifetime,
    }

    const drains: Pick<Drain, 'begin' | 'end'>[] = [programs]
    undo.push(() => programs.end())
    const { app, drain } = build('socket')
    drains.push(drain)
    undo.push(() => drain.end())
    const socket = await listenOnSocket(app, options.socket)
    undo.push(() => socket.close())
    await programs.start(options.port)
    const expiry = setInterval(() => sessions.removeExpired().catch(options.onFault), expiryCheckMs)
    lifetime.endWithout(databaseIn(folder))
    if (options.endWhenIdle !== undefined) lifetime.endWhenIdle(options.endWhenIdle)
    return {
      socket: options.socket,
      port: programs.state.open ? programs.state.port : undefined,
      over: lifetime.over,
      async stop() {
        clearInterval(expiry)
        lifetime.stop()
        for (const drain of drains) drain.begin()
        // Ends what runs, so that the requests that wait for it are answered.
        await sessions.close()
        await Promise.all([socket.close(), ...drains.map((drain) => drain.end())])
        // Once more: a request that was under way may have acquired one.
        await sessions.close()
        await runtime.close()
        removeHolder(folder)
        database.close()
      },
    }
  } catch (error) {
    for (const step of undo.reverse()) await step()
    throw error
  }
}

const databaseIn = (folder: string) => join(folder, 'server.sqlite')

/** The lock of the data folder is its database's. @throws HeldError */
function takeFolder(folder: string): ServerDatabase {
  try {
    return openDatabase(databaseIn(folder))
  } catch (error) {
    throw error instanceof FolderBusyError ? new HeldError(readHolder(folder), { cause: error }) : error
  }
}

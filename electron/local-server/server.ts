import { chmod, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import manifest from '../../package.json' with { type: 'json' }
import type { LocalProbeFailed } from '../../shared/domain/local-probe.ts'
import { buildApp } from './http/app.ts'
import { Tokens } from './http/auth.ts'
import { probeRuntime } from './runtimes/bubblewrap/probe.ts'
import { Sandboxes } from './sandboxes/sandboxes.ts'
import { Sessions } from './sessions/sessions.ts'
import { openDatabase } from './store/database.ts'
import { readOrMakeSecret } from './store/secret.ts'
import { SessionsStore } from './store/sessions-store.ts'

/** Where a server works and where it is reached. At least one of socket and port. */
export interface ServerOptions {
  readonly dataFolder: string
  readonly socket: string | undefined
  /** 0 means any free one. */
  readonly port: number | undefined
  /** Told about errors that are the server's own. */
  readonly onFault: (error: unknown) => void
}

/** A server that answers. */
export interface RunningServer {
  readonly socket: string | undefined
  readonly port: number | undefined
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

/** Another program listens on the port. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

const expiryCheckMs = 30_000

/**
 * Starts the server.
 *
 * @throws FolderBusyError, ProbeFailedError, PortTakenError; each message is a sentence for a person.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const folder = join(options.dataFolder, 'local-server')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // First of all: whoever has the database has the folder.
  const database = openDatabase(join(folder, 'server.sqlite'))
  const undo: (() => unknown)[] = [() => database.close()]
  try {
    const { runtime, probe } = await probeRuntime(folder)
    if (runtime === undefined) throw new ProbeFailedError(probe)
    const sandboxes = new Sandboxes(runtime)
    undo.push(() => sandboxes.close())
    const sessions = new Sessions(new SessionsStore(database), sandboxes)
    await sessions.recover()
    const tokens = new Tokens(readOrMakeSecret(join(folder, 'secret')))
    const services = { version: manifest.version, probe, tokens, sessions, sandboxes }

    const apps: FastifyInstance[] = []
    undo.push(() => Promise.all(apps.map((app) => app.close())))
    if (options.socket !== undefined) {
      const app = buildApp(services, 'socket', options.onFault)
      apps.push(app)
      await listenOnSocket(app, options.socket)
    }
    let port: number | undefined
    if (options.port !== undefined) {
      const app = buildApp(services, 'tcp', options.onFault)
      apps.push(app)
      port = await listenOnPort(app, options.port)
    }
    const expiry = setInterval(() => sessions.removeExpired().catch(options.onFault), expiryCheckMs)
    return {
      socket: options.socket,
      port,
      async stop() {
        clearInterval(expiry)
        const closing = apps.map((app) => app.close())
        // Ends what runs, so that the requests that wait for it are answered and the entrances can close.
        await sandboxes.close()
        await Promise.all(closing)
        await sessions.settled()
        database.close()
      },
    }
  } catch (error) {
    for (const step of undo.reverse()) await step()
    throw error
  }
}

async function listenOnSocket(app: FastifyInstance, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  // Left by a server that was killed: none is alive, since the database is ours.
  await rm(path, { force: true })
  await app.listen({ path })
  await chmod(path, 0o600)
}

async function listenOnPort(app: FastifyInstance, wanted: number): Promise<number> {
  try {
    await app.listen({ host: '127.0.0.1', port: wanted })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new PortTakenError(`Port ${wanted} is taken by another program. Choose another one with --port.`)
    }
    throw error
  }
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : wanted
}

import { openBubblewrap } from '../runtimes/bubblewrap/probe.ts'
import { removeTree } from '../runtimes/folders/remove-tree.ts'
import { defaultLimits } from '../runtimes/limits/limits.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { ProbeFailedError } from '../server.ts'
import type { Gateway } from './gateway.ts'
import { startGateway } from './gateway.ts'
import { openRoutes } from './open-routes.ts'
import type { PlainOptions, PlainSettings } from './options.ts'
import { settingsOf } from './options.ts'
import { Pace } from './pace.ts'
import { Pool } from './pool.ts'
import { referenceProfile } from './profile.ts'
import { PlainSandbox } from './sandbox.ts'
import { sandboxRoutes } from './sandbox-routes.ts'
import { workspaceSaver } from './save-workspace.ts'
import { seedSessions } from './seed.ts'
import type { ServiceName } from './services.ts'
import { makeServices } from './services.ts'
import { sessionRoutes } from './session-routes.ts'
import { Sessions } from './sessions.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { Tokens } from './tokens.ts'

/** The reference server, played. */
export interface PlainServer extends Gateway {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string
  /** The session service dies and comes back: in memory all sessions are gone. */
  restartSessions(): void
  /** The sandbox service dies and comes back: all sandboxes are gone. */
  restartSandboxes(): Promise<void>
  /** A service that is down answers by 502 until it is up again; what it keeps in memory is lost. */
  stopService(name: ServiceName): Promise<void>
  startService(name: ServiceName): Promise<void>
  /** Ends all processes of a sandbox; the pool does not notice. No error when there is none of this id. */
  killSandbox(id: string): Promise<void>
  /** Ends everything, and removes what it kept on disk unless that was in a folder of the caller's. */
  close(): Promise<void>
}

/**
 * Plays the reference Cloud Sandbox server over real sandboxes, trap by trap (README.md beside this file).
 *
 * @throws ProbeFailedError when this computer cannot run sandboxes, PortTakenError
 */
export async function startPlainServer(options: PlainOptions = {}): Promise<PlainServer> {
  const settings = settingsOf(options)
  const { onFault = console.error } = options
  const undo: (() => unknown)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const runtime = options.runtime ?? (await openRuntime(options.folder, onFault, undo))
    const parts = makeParts(settings, runtime)
    undo.push(() => parts.pool.clear())
    if (options.seed !== undefined) seedSessions(parts.sessions, options.seed)
    await parts.pool.topUp()
    const behind = { ...parts, times: settings.times, onFault }
    const gateway = await startGateway(behind, settings.port)
    undo.push(() => gateway.close(), keepUp(parts, settings))
    return { ...gateway, ...handles(parts), origin: `http://127.0.0.1:${gateway.port}`, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** @param undo gets what ends it again. */
async function openRuntime(
  folder: string | undefined,
  onFault: (error: unknown) => void,
  undo: (() => unknown)[],
): Promise<Runtime> {
  const place = folder ?? (await temporaryFolder())
  if (folder === undefined) undo.push(() => removeTree(place))
  const { runtime, probe } = await openBubblewrap(place, defaultLimits, onFault, referenceProfile)
  if (runtime === undefined) throw new ProbeFailedError(probe)
  undo.push(() => runtime.close())
  return runtime
}

type Parts = ReturnType<typeof makeParts>

function makeParts(settings: PlainSettings, runtime: Runtime) {
  const limits = { ...defaultLimits, memoryBytes: settings.memoryBytes }
  const pool = new Pool(settings, async () => {
    const sandbox = new PlainSandbox(runtime, limits, settings.times.held)
    try {
      await sandbox.start()
    } catch (error) {
      await sandbox.remove()
      throw error
    }
    return sandbox
  })
  const pace = new Pace(settings.times.executeCost)
  const context = { settings, pace, path: runtime.environment.PATH ?? '' }
  const sessions = new Sessions(settings, workspaceSaver(pool, context))
  const tokens = new Tokens(settings.times.token)
  const services = makeServices(settings)
  const routes = [
    ...openRoutes(tokens),
    ...services.sessions.behind(sessionRoutes(sessions, settings)),
    ...services.sandboxes.behind(sandboxRoutes(pool, context)),
  ]
  return { pool, sessions, tokens, services, routes }
}

/** What the services do by themselves. @returns what ends it. */
function keepUp({ pool, sessions, services }: Parts, { times }: PlainSettings): () => void {
  const quiet = () => undefined
  const timers = [
    setInterval(() => {
      if (services.sandboxes.isUp) pool.topUp().catch(quiet)
    }, times.topUp),
    setInterval(() => {
      sessions.sweep()
      pool.sweep().catch(quiet)
    }, times.sweep),
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

function handles({ pool, sessions, services }: Parts) {
  const stopService = async (name: ServiceName) => {
    services[name].stop()
    if (name === 'sessions') sessions.restart()
    else await pool.clear()
  }
  const startService = async (name: ServiceName) => {
    services[name].start()
    if (name === 'sandboxes') await pool.topUp()
  }
  return {
    stopService,
    startService,
    restartSessions() {
      services.sessions.stop()
      sessions.restart()
      services.sessions.start()
    },
    async restartSandboxes() {
      await stopService('sandboxes')
      await startService('sandboxes')
    },
    killSandbox: async (id: string) => await pool.any(id)?.die(),
  }
}

import { contract } from '../../shared/contract/index.ts'
import type { Port } from '../../shared/wire/port.ts'
import { serve } from '../../shared/wire/server.ts'
import { Connections } from './connections/connections.ts'
import type { StartLocalServer } from './connections/local-server.ts'
import { deletePath } from './files/change-files.ts'
import { writeFile } from './files/write-file.ts'
import { appHandlers } from './handlers/app.ts'
import { connectionHandlers } from './handlers/connections.ts'
import { diagnosticsHandlers } from './handlers/diagnostics.ts'
import { draftHandlers } from './handlers/drafts.ts'
import { fileHandlers } from './handlers/files.ts'
import { programHandlers } from './handlers/programs.ts'
import { runOptionsHandlers } from './handlers/run-options.ts'
import { runHandlers } from './handlers/runs.ts'
import { sessionHandlers } from './handlers/sessions.ts'
import type { Host } from './host.ts'
import type { Log } from './log.ts'
import type { Records } from './records/records.ts'
import { RunOptionsKeeper } from './run-options/run-options.ts'
import { Runs } from './runs/runs.ts'
import type { Clock } from './scheduler/clock.ts'
import { Scheduler } from './scheduler/scheduler.ts'
import { Sessions } from './sessions/sessions.ts'
import { withinMs } from './within-ms.ts'
import type { WorkflowContext } from './workflows/context.ts'
import { EndedSessions } from './workflows/ended-sessions.ts'
import { holdingsOf } from './workflows/holdings.ts'
import { Workflows } from './workflows/workflows.ts'

/** What a composition root gives. */
export interface CoreOptions {
  readonly dataFolder: string
  readonly version: string
  readonly host: Host
  readonly records: Records
  readonly startLocalServer: StartLocalServer
  readonly log: Log
  /** The system's when absent. */
  readonly clock?: Clock
  /** See `WorkflowContext.pauseLooks`; about a minute when absent. */
  readonly pauseLooks?: readonly number[]
}

/** The behaviour of the application, without a window. */
export interface Core {
  /** Speaks the contract on a port until that ends. Any number of windows may be served, one after the other or at once. */
  serve(port: Port): void
  /** Runs and lookups that are not over. */
  readonly activeRuns: number
  /** Ends everything: waits for workflows that run (at most 3 s), then leaves the local server, which goes on. */
  close(): Promise<void>
}

const defaultPauseLooks = [2_000, 5_000, 10_000, 20_000, 20_000]

/** So long the end of the application waits for workflows; what is not over by then goes on at the next start. */
const closingMs = 3_000

/** Puts the subjects together and begins: the local server starts, kept connections are asked. Nothing is waited for. */
export function createCore(options: CoreOptions): Core {
  const { dataFolder, version, host, records, startLocalServer, log, pauseLooks = defaultPauseLooks } = options
  const connections = new Connections({ records, startLocalServer, keystore: host.keystore, log })
  const scheduler = new Scheduler(options.clock)
  const sessions = new Sessions(
    { connections: connections.list, source: (id) => connections.get(id) },
    records.sessions,
    log,
    scheduler,
  )
  const runOptions = new RunOptionsKeeper(records.runOptions, host.keystore)
  const runs = new Runs({
    sandboxOf: sessions.sandboxOf,
    apiOf: (id) => connections.get(id).api,
    codeFiles: {
      write: async (sandbox, { path, bytes }) => {
        await writeFile(sandbox, path, bytes)
      },
      remove: deletePath,
    },
    surroundingsOf: async (session) => await runOptions.resolve(session),
    records: records.runs,
    connectionsLoaded: connections.loaded,
    isWatched: () => scheduler.attention.visible,
    log,
  })
  const contextOf = async (connectionId: string): Promise<WorkflowContext> => {
    // A window may ask for one before those that are kept have been read.
    await connections.loaded
    // A person who is quicker than the server: its first answer also tells what it keeps.
    await connections.get(connectionId).started()
    const list = await sessions.added(connectionId)
    let keepsWorkspace = false
    let keptDays: number | undefined
    // Looked up anew each time: a workflow outlives a server that ends, and a person may change what is behind an id.
    return {
      connectionId,
      get api() {
        return connections.get(connectionId).api
      },
      get keepsWorkspace() {
        const { facts } = connections.get(connectionId).state.value
        if (facts) keepsWorkspace = facts.keeps.includes('workspace')
        return keepsWorkspace
      },
      get keptDays() {
        const { facts } = connections.get(connectionId).state.value
        if (facts) keptDays = facts.keptDays
        return keptDays
      },
      sessions: list,
      drafts: records.drafts,
      forgetRunOptions: async (session) => await runOptions.forget(session),
      copyRunOptions: async (from, to) => await runOptions.copy(from, to),
      now: () => connections.get(connectionId).now(),
      log,
      pauseLooks,
      stopRuns: async (session) => await runs.stopAll(session),
      endRuns: (session) => runs.sessionEnds(session),
    }
  }
  const workflows = new Workflows({
    contextOf,
    before: {
      async sessionsOf(connectionId) {
        await connections.loaded
        connections.get(connectionId)
        return await sessions.added(connectionId)
      },
      ready: async (connectionId, signal) => await connections.ready(connectionId, signal),
    },
    cursors: records.cursors,
    forgetRunOptions: async (session) => await runOptions.forget(session),
    log,
  })
  const ended = new EndedSessions({
    contextOf,
    runs: records.runs,
    async giveUp(ref) {
      // One that was deleted is not listed.
      if (sessions.of(ref.connectionId).find(ref.sessionId)) sessions.mustBeForgettable(ref)
      await workflows.forget(ref)
    },
  })
  const handlers = {
    ...appHandlers({ version, dataFolder, host, records, attention: scheduler.attention }),
    ...connectionHandlers(connections, async (id) => await workflows.forgetConnection(id)),
    ...programHandlers(connections),
    ...sessionHandlers({
      sessions,
      workflows,
      ended,
      keepEnvironment: async (session, env) => {
        await runOptions.write(session, { env })
      },
      holdingsOf: async (session, counting) =>
        await holdingsOf(session, counting, {
          records,
          sandboxOf: sessions.sandboxOf,
          underWay: (ref) => runs.underWay(ref),
        }),
    }),
    ...runHandlers(runs),
    ...runOptionsHandlers(runOptions),
    ...fileHandlers(sessions.sandboxOf, host),
    ...draftHandlers(records.drafts),
    ...diagnosticsHandlers({
      version,
      dataFolder,
      host,
      records,
      connections: () => connections.list.value,
      lists: () => sessions.lists,
    }),
  }

  return {
    serve: (port) =>
      serve(port, contract, handlers, { onFault: (name, error) => log.error(`The call ${name} failed`, error) }),
    get activeRuns() {
      return runs.active
    },
    async close() {
      scheduler.close()
      runs.close()
      sessions.close()
      await withinMs(workflows.idle(), closingMs)
      // A call that must not be cut off ends with its connection.
      await withinMs(workflows.close(), closingMs)
      await withinMs(runs.kept(), closingMs)
      await connections.close()
    },
  }
}

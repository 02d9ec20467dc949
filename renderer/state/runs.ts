import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'
import { isUnderWay } from '../../shared/domain/outcome.ts'
import type { FoundRun, OutputPiece, Run } from '../../shared/domain/run.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { InputOf } from '../../shared/wire/contract.ts'
import type { OutputView } from './runs-output.ts'
import { emptyOutput, OutputReader } from './runs-output.ts'
import { watch as follow } from './watch.ts'

/** A `NewRun` as the contract takes it: of languages that there are. */
export type StartRun = InputOf<AppContract['runs.start']>

/** Which runs are looked for. */
export type RunQuery = InputOf<AppContract['runs.find']>

export interface SessionRuns {
  /** `lost`: the list is that of the last answer, it is asked for again by itself. */
  readonly state: 'loading' | 'ready' | 'lost'
  readonly error?: ErrorData
  /** Newest last. */
  readonly runs: readonly Run[]
  /** Runs that ended while they were watched: grows, so that others can notice that files may have changed. */
  readonly settled: number
}

/** What is held here of a run's output. */
export interface RunOutput {
  readonly state: 'reading' | 'complete' | 'failed'
  readonly error?: ErrorData
  readonly view: OutputView
}

/** Runs of the sessions that are watched, and the output of the ones that are shown. */
export interface RunsState {
  readonly sessions: Readonly<Record<string, SessionRuns>>
  readonly outputs: Readonly<Record<string, RunOutput>>
  /** Runs under way in all sessions that are watched. */
  readonly active: number
  /** Why the last start of a session's run did not get through. */
  readonly startErrors: Readonly<Record<string, ErrorData>>

  /** Follows the runs of a session until the returned function is called. May be called by many. */
  watch(session: SessionRef): () => void
  /** Undefined when it was not started; `startErrors` says why then. */
  start(run: StartRun): Promise<Run | undefined>
  stop(runId: string): Promise<void>
  /** Follows a run's output into `outputs`, bounded. Returns what ends it. */
  follow(runId: string, limit?: number): () => void
  /** Runs that are kept on this computer, the newest first. Rejects with `AppError`. */
  find(wanted: RunQuery, signal?: AbortSignal): Promise<readonly FoundRun[]>
  /** A run's output as bytes, past the store: for a terminal. */
  output(runId: string, signal: AbortSignal): AsyncIterable<OutputPiece>
}

export type RunsStore = StoreApi<RunsState>

/** Characters of output that the result pane holds of a run, until more is asked for. */
export const shownOutput = 400_000
/** Characters held when the person asks for all. */
export const mostOutput = 20_000_000

/** Output is shown at most this often (ms): a program may write faster than anybody reads. */
const drawEvery = 80
const retryMs = 1000

export function createRunsStore(client: Client<AppContract>): RunsStore {
  const watches = new Map<string, { users: number; abort: AbortController }>()
  const follows = new Map<string, { users: number; limit: number; abort: AbortController }>()

  return createStore<RunsState>()((set, get) => {
    function setRuns(session: SessionRef, runs: readonly Run[]): void {
      const key = sessionKey(session)
      const before = get().sessions[key]
      const underWay = new Set(before?.runs.filter(isUnderWay).map(({ id }) => id))
      const ended = runs.filter((run) => underWay.has(run.id) && !isUnderWay(run)).length
      const next: SessionRuns = { state: 'ready', runs, settled: (before?.settled ?? 0) + ended }
      setSessions({ ...get().sessions, [key]: next })
    }

    function setSessions(sessions: Readonly<Record<string, SessionRuns>>): void {
      const active = Object.values(sessions).reduce((sum, { runs }) => sum + runs.filter(isUnderWay).length, 0)
      set({ sessions, active })
    }

    function lost(session: SessionRef, error: ErrorData): void {
      const { runs, settled } = get().sessions[sessionKey(session)] ?? { runs: [], settled: 0 }
      setSessions({ ...get().sessions, [sessionKey(session)]: { state: 'lost', error, runs, settled } })
    }

    function setOutput(runId: string, output: RunOutput): void {
      set({ outputs: { ...get().outputs, [runId]: output } })
    }

    async function followUntil(runId: string, limit: number, signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        const reader = new OutputReader(limit)
        let timer: ReturnType<typeof setTimeout> | undefined
        const draw = () => {
          timer = undefined
          if (!signal.aborted) setOutput(runId, { state: 'reading', view: reader.view() })
        }
        try {
          for await (const piece of client.stream('runs.output', { runId }, { signal })) {
            reader.push(piece)
            timer ??= setTimeout(draw, drawEvery)
          }
          clearTimeout(timer)
          reader.end()
          if (!signal.aborted) setOutput(runId, { state: 'complete', view: reader.view() })
          return
        } catch (thrown) {
          clearTimeout(timer)
          if (signal.aborted || isAppError(thrown, 'cancelled')) return
          setOutput(runId, { state: 'failed', error: toErrorData(thrown), view: reader.view() })
          // A link that broke comes back; anything else will not change by asking again.
          if (!isAppError(thrown, 'offline')) return
        }
        await pause(retryMs, signal)
      }
    }

    return {
      sessions: {},
      outputs: {},
      active: 0,
      startErrors: {},

      watch(session) {
        const key = sessionKey(session)
        let watch = watches.get(key)
        if (!watch) {
          watch = { users: 0, abort: new AbortController() }
          watches.set(key, watch)
          if (!get().sessions[key])
            setSessions({ ...get().sessions, [key]: { state: 'loading', runs: [], settled: 0 } })
          void follow(client, 'runs.watch', session, {
            signal: watch.abort.signal,
            onItem: (runs) => setRuns(session, runs),
            onBreak: (error) => lost(session, error),
          })
        }
        watch.users += 1
        return once(() => {
          watch.users -= 1
          if (watch.users > 0) return
          watches.delete(key)
          watch.abort.abort()
        })
      },

      async start(run) {
        const key = sessionKey(run.session)
        const { [key]: _, ...startErrors } = get().startErrors
        set({ startErrors })
        try {
          const started = await client.call('runs.start', run)
          const before = get().sessions[key]
          // The list follows in a moment; until then the run is shown from its own answer.
          if (before && !before.runs.some(({ id }) => id === started.id))
            setSessions({ ...get().sessions, [key]: { ...before, runs: [...before.runs, started] } })
          return started
        } catch (thrown) {
          set({ startErrors: { ...get().startErrors, [key]: toErrorData(thrown) } })
          return undefined
        }
      },

      async stop(runId) {
        await client.call('runs.stop', { runId })
      },

      follow(runId, limit = shownOutput) {
        let reading = follows.get(runId)
        if (!reading || limit > reading.limit) {
          const users: number = reading?.users ?? 0
          reading?.abort.abort()
          reading = { users, limit, abort: new AbortController() }
          follows.set(runId, reading)
          if (!get().outputs[runId]) setOutput(runId, { state: 'reading', view: emptyOutput })
          void followUntil(runId, limit, reading.abort.signal)
        }
        reading.users += 1
        return once(() => {
          const now = follows.get(runId)
          if (!now) return
          now.users -= 1
          if (now.users > 0) return
          follows.delete(runId)
          now.abort.abort()
          // Its output stays where it is kept; here it would only fill memory.
          const { [runId]: _, ...outputs } = get().outputs
          set({ outputs })
        })
      },

      find: (wanted, signal) => client.call('runs.find', wanted, signal ? { signal } : {}),
      output: (runId, signal) => client.stream('runs.output', { runId }, { signal }),
    }
  })
}

function once(action: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    action()
  }
}

/** Resolves after a while, or at once when aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}

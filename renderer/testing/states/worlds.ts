import type { Connection } from '../../../shared/domain/connection.ts'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { AppError } from '../../../shared/domain/errors.ts'
import type { OutputPiece, Run, RunState } from '../../../shared/domain/run.ts'
import type { Session, SessionProgress, SessionRef } from '../../../shared/domain/session.ts'
import type { AppHandlers } from '../fake-client.ts'
import { Watchable } from '../fake-client.ts'
import type { Scene } from '../preview-world.ts'
import { localConnection, serverConnection, serverSession, session, sessionList } from '../samples.ts'

/** What the states of this folder are made of. Times: ms, from when the page was loaded. */
export const now = Date.now()
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

const encoder = new TextEncoder()

/** Never answers: what is awaited stays awaited. */
export const never = () => new Promise<never>(() => {})

export function throwing(error: ErrorData): () => never {
  return () => {
    throw new AppError(error)
  }
}

export function named(id: string, name: string, more: Partial<Session> = {}, connectionId = 'local'): Session {
  return session({ connectionId, sessionId: id, name, server: serverSession({ id }), ...more })
}

export function progress(
  workflow: SessionProgress['workflow'],
  step: number,
  of: number,
  words: string,
): SessionProgress {
  return { id: `workflow ${workflow}`, workflow, step, of, words, ...(workflow === 'create' ? { canUndo: true } : {}) }
}

/** The server that went silent 4 m 24 s ago. */
export const silentLab: Connection = serverConnection({
  status: 'offline',
  lastAnswerAt: now - 264_000,
  error: { code: 'offline', message: 'connect ETIMEDOUT' },
})

export const airQuality: SessionRef = { connectionId: 'local', sessionId: 'a1' }

/** One active session in front, its sandbox ready. */
export function oneSession(more: Partial<Scene> = {}): Scene {
  return {
    connections: [localConnection()],
    lists: [sessionList([named('a1', 'air-quality')])],
    front: airQuality,
    ...more,
  }
}

/** The same on the server that went silent. */
export const silentSession: Scene = {
  connections: [localConnection(), silentLab],
  lists: [
    sessionList([]),
    sessionList([named('b1', 'gpu-bench', { status: 'unknown' }, 'lab')], {
      connectionId: 'lab',
      state: 'stale',
      asOf: now - 264_000,
    }),
  ],
  front: { connectionId: 'lab', sessionId: 'b1' },
}

/** Code that ran a moment ago, or runs. */
export function run(state: RunState, more: Partial<Run> = {}): Run {
  return {
    id: crypto.randomUUID(),
    session: airQuality,
    kind: 'code',
    title: 'analysis.py',
    language: 'python',
    limit: 60,
    startedAt: now - 2310,
    documentId: 'file:/workspace/analysis.py',
    state,
    stdoutBytes: 0,
    stderrBytes: 0,
    ...more,
  }
}

/** A run and what it wrote. */
export type RunWithOutput = readonly [run: Run, text?: string | undefined, stream?: 'stdout' | 'stderr' | undefined]

export function withRuns(
  ...runs: readonly RunWithOutput[]
): Pick<AppHandlers, 'runs.watch' | 'runs.output' | 'runs.stop'> {
  const all = runs.map(([one]) => one)
  const watched = new Watchable<readonly Run[]>(all)
  return {
    'runs.watch': (_ref, context) => watched.follow(context),
    'runs.output': async function* ({ runId }) {
      const [one, text = '', stream = 'stdout'] = runs.find(([{ id }]) => id === runId) ?? []
      const piece: OutputPiece = { stream, offset: 0, bytes: encoder.encode(text) }
      if (text !== '') yield piece
      if (one?.state.name === 'running') await never()
    },
    'runs.stop': ({ runId }) =>
      watched.set(
        (watched.value ?? []).map((one) =>
          one.id === runId && one.state.name === 'running'
            ? { ...one, state: { ...one.state, stoppingSince: Date.now() } }
            : one,
        ),
      ),
  }
}

import { isUnderWay } from '../../../shared/domain/outcome.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { RunsStore, SessionRuns } from '../../state/runs.ts'

/** Resolves when `isThere` says so of a session's runs, or at once when `end` does. */
async function until(
  runs: RunsStore,
  session: SessionRef,
  end: AbortSignal,
  isThere: (now: SessionRuns | undefined) => boolean,
): Promise<readonly Run[]> {
  return await new Promise((resolve) => {
    const check = () => {
      const now = runs.getState().sessions[sessionKey(session)]
      if (!isThere(now) && !end.aborted) return
      stop()
      end.removeEventListener('abort', check)
      resolve(now?.runs ?? [])
    }
    const stop = runs.subscribe(check)
    end.addEventListener('abort', check)
    check()
  })
}

/** The runs of a session once they are known. */
export async function listedRuns(runs: RunsStore, session: SessionRef, end: AbortSignal): Promise<readonly Run[]> {
  return await until(runs, session, end, (now) => now !== undefined && now.state !== 'loading')
}

/** A run once it is over; undefined when it is not listed any more. */
export async function settledRun(
  runs: RunsStore,
  session: SessionRef,
  runId: string,
  end: AbortSignal,
): Promise<Run | undefined> {
  return await runOnce(runs, session, runId, end, (run) => !isUnderWay(run))
}

/** One whose answer was lost, once a look at its processes has shown more. */
export async function lookedUpRun(
  runs: RunsStore,
  session: SessionRef,
  runId: string,
  end: AbortSignal,
): Promise<Run | undefined> {
  return await runOnce(
    runs,
    session,
    runId,
    end,
    ({ state }) => state.name !== 'unknown' || state.stillRunning !== undefined,
  )
}

async function runOnce(
  runs: RunsStore,
  session: SessionRef,
  runId: string,
  end: AbortSignal,
  isThere: (run: Run) => boolean,
): Promise<Run | undefined> {
  const find = (list: readonly Run[] = []) => list.find(({ id }) => id === runId)
  const list = await until(runs, session, end, (now) => {
    const run = find(now?.runs)
    return run ? isThere(run) : now?.state !== 'loading'
  })
  return find(list)
}

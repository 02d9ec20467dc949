import type { Run } from '../../../shared/domain/run.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { isOfConsole } from '../../state/consoles.ts'
import type { RunsStore } from '../../state/runs.ts'

/** Of one answer, and answers that are asked for at most. */
const pageSize = 500
const mostPages = 4

/**
 * What was typed in a console before the latest runs of its session, the oldest first: of a busy session those show few
 * of a console's commands. Never rejects: the history is then what is known.
 */
export async function olderLines(
  runs: RunsStore,
  session: SessionRef,
  consoleId: string,
  known: readonly Run[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ids = new Set(known.map(({ id }) => id))
  const lines: string[] = []
  let before: number | undefined
  try {
    for (let page = 0; page < mostPages && !signal.aborted; page += 1) {
      const found = await runs
        .getState()
        .find({ text: '', session, limit: pageSize, ...(before === undefined ? {} : { before }) }, signal)
      for (const { run } of found) if (!ids.has(run.id) && isOfConsole(run, consoleId)) lines.push(run.title)
      before = found.at(-1)?.place
      if (found.length < pageSize) break
    }
  } catch {
    // The vault cannot be read now; what is said of it is said elsewhere.
  }
  return lines.reverse()
}

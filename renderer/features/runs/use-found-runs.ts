import { useEffect, useState } from 'react'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import { labelOf } from '../../../shared/domain/outcome.ts'
import type { Run } from '../../../shared/domain/run.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import type { OutcomeChoice, RunsFilter } from './runs-filter.tsx'

/** Asked for at once: more are found by another word. */
const most = 500

/** A person who types is not asked after for each letter (ms). */
const typingPause = 200

interface Runs {
  /** The newest first. */
  readonly runs: readonly Run[]
  readonly state: 'loading' | 'ready'
  readonly error?: ErrorData
  /** More fit than are shown. */
  readonly isCut: boolean
}

interface Asked extends Runs {
  /** Asks once more. */
  readonly again: () => void
}

/**
 * The runs that fit: of the session in front as they are now, or found among all that are kept. What was found is asked for
 * again when a run of this session ends.
 */
export function useFoundRuns(session: Session, { text, scope, outcome }: RunsFilter): Asked {
  const { runs } = useStores()
  const { connectionId, sessionId } = session
  const live = useSubject('runs', (state) => state.sessions[sessionKey(session)])
  const isSearch = text.trim() !== '' || scope === 'all'
  const [found, setFound] = useState<Runs>({ runs: [], state: 'loading', isCut: false })
  const [round, setRound] = useState(0)
  const settled = live?.settled ?? 0

  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that ended may be found now, and each round asks once more
  useEffect(() => {
    if (!isSearch) return
    const abort = new AbortController()
    const timer = setTimeout(async () => {
      const wanted = { text, limit: most, ...(scope === 'all' ? {} : { session: { connectionId, sessionId } }) }
      try {
        const answer = await runs.getState().find(wanted, abort.signal)
        setFound({ runs: answer.map(({ run }) => run), state: 'ready', isCut: answer.length >= most })
      } catch (thrown) {
        if (isAppError(thrown, 'cancelled')) return
        setFound((before) => ({ ...before, state: 'ready', error: toErrorData(thrown) }))
      }
    }, typingPause)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [runs, isSearch, text, scope, connectionId, sessionId, settled, round])

  const shown: Runs = isSearch
    ? found
    : {
        runs: [...(live?.runs ?? [])].reverse(),
        state: live === undefined || live.state === 'loading' ? 'loading' : 'ready',
        isCut: false,
      }
  const again = () => setRound(round + 1)
  return { ...shown, again, ...(outcome === 'all' ? {} : { runs: shown.runs.filter((run) => fits(run, outcome)) }) }
}

function fits(run: Run, outcome: OutcomeChoice): boolean {
  const label = labelOf(run.state)
  switch (outcome) {
    case 'all':
      return true
    case 'running':
      return label === 'running' || label === 'queued'
    case 'trouble':
      return label !== 'ok' && label !== 'running' && label !== 'queued'
    default:
      return label === outcome
  }
}

import { useEffect, useRef } from 'react'
import type { Run } from '../../shared/domain/run.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import { useStores, useSubject } from '../state/provider.tsx'
import { useFrameStore } from './frame-store.ts'

/** The last run of code in this session. */
export function useLastRun(session: SessionRef): Run | undefined {
  const key = sessionKey(session)
  return useSubject('runs', (state) => state.sessions[key]?.runs.filter(({ kind }) => kind === 'code').at(-1))
}

/** Follows the runs of the session in front, whichever panes are there, and shows the result of a new one. */
export function useRunsOf({ connectionId, sessionId }: SessionRef): void {
  const { runs } = useStores()
  const frame = useFrameStore()
  useEffect(() => runs.getState().watch({ connectionId, sessionId }), [runs, connectionId, sessionId])

  const isKnown = useSubject(
    'runs',
    (state) => state.sessions[sessionKey({ connectionId, sessionId })]?.state === 'ready',
  )
  const lastId = useLastRun({ connectionId, sessionId })?.id
  const seen = useRef<{ readonly id: string | undefined }>(undefined)
  useEffect(() => {
    if (!isKnown) return
    // What ran before the window was loaded moves nothing.
    if (seen.current && lastId !== undefined && seen.current.id !== lastId) frame.getState().resultOfNewRun()
    seen.current = { id: lastId }
  }, [isKnown, lastId, frame])
}

import { useEffect, useRef } from 'react'
import { useStores, useSubject } from '../../state/provider.tsx'

/** ms */
const atMostEvery = 60_000

/** Tells screen readers that edits are kept, at most once a minute. */
export function useKeptAnnouncement(): void {
  const { notices } = useStores()
  const keptAt = useSubject('documents', (state) => state.lastKeptAt)
  const told = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (keptAt === undefined || keptAt - told.current < atMostEvery) return
    told.current = keptAt
    notices.getState().announce('Edits kept')
  }, [keptAt, notices])
}

import { useCallback, useEffect, useState } from 'react'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { toErrorData } from '../../../shared/domain/errors.ts'
import type { KeptSession } from '../../../shared/domain/session.ts'
import { useStores, useSubject } from '../../state/provider.tsx'

/** Sessions that have ended and can come back, of all connections that keep them. */
export interface Kept {
  /** Undefined until the first answer. */
  readonly sessions: readonly KeptSession[] | undefined
  readonly error: ErrorData | undefined
  /** Asks again. */
  refresh(): Promise<void>
}

export function useKept(): Kept {
  const { sessions } = useStores()
  const ids = useSubject('connections', (state) =>
    (state.list ?? [])
      .filter(({ facts }) => facts?.keptDays !== undefined)
      .map(({ id }) => id)
      .join(' '),
  )
  const [found, setFound] = useState<readonly KeptSession[]>()
  const [error, setError] = useState<ErrorData>()
  const refresh = useCallback(async () => {
    try {
      const all = await Promise.all(
        ids
          .split(' ')
          .filter((id) => id !== '')
          .map((id) => sessions.getState().kept(id)),
      )
      setFound(all.flat().sort((a, b) => b.endedAt - a.endedAt))
      setError(undefined)
    } catch (thrown) {
      setError(toErrorData(thrown))
    }
  }, [sessions, ids])
  useEffect(() => void refresh(), [refresh])
  return { sessions: found, error, refresh }
}

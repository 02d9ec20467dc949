import { useCallback, useEffect, useState } from 'react'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'

/** What a question was answered with; what is known stays while it is asked again. */
export interface Answer<T> {
  readonly value?: T
  readonly error?: ErrorData
  readonly asking: boolean
  readonly again: () => void
}

/** Asks when it is first drawn. @param ask the same function as long as the question is the same */
export function useAnswer<T>(ask: () => Promise<T>): Answer<T> {
  const [state, setState] = useState<{ readonly value?: T; readonly error?: ErrorData; readonly asking: boolean }>({
    asking: true,
  })
  const [round, setRound] = useState(0)
  const again = useCallback(() => setRound((before) => before + 1), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks once more
  useEffect(() => {
    let isGone = false
    setState((before) => ({ ...before, asking: true }))
    ask().then(
      (value) => isGone || setState({ value, asking: false }),
      (thrown: unknown) => {
        if (isGone || isAppError(thrown, 'cancelled')) return
        setState((before) => ({ ...before, error: toErrorData(thrown), asking: false }))
      },
    )
    return () => {
      isGone = true
    }
  }, [ask, round])
  return { ...state, again }
}

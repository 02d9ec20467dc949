import { useEffect, useRef, useState } from 'react'
import type { NewConnection } from '../../../shared/domain/connection.ts'
import type { CheckStep } from '../../../shared/domain/connection-check.ts'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import { useStores } from '../../state/provider.tsx'

/** A check of one connection at a time. */
export interface Check {
  /** Undefined before the first one. */
  readonly steps: readonly CheckStep[] | undefined
  readonly busy: boolean
  /** Why it could not be made at all. */
  readonly problem: ErrorData | undefined
  start(wanted: NewConnection, connectionId: string | undefined): void
  /** What was typed has changed, so what was found is of no use. */
  clear(): void
}

export function useCheckSteps(): Check {
  const { connections } = useStores()
  const [steps, setSteps] = useState<readonly CheckStep[]>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ErrorData>()
  const present = useRef<AbortController>(undefined)
  useEffect(() => () => present.current?.abort(), [])

  async function follow(wanted: NewConnection, connectionId: string | undefined, signal: AbortSignal): Promise<void> {
    try {
      await connections.getState().checkSteps(wanted, connectionId, setSteps, signal)
    } catch (thrown) {
      if (!signal.aborted && isAppError(thrown)) setProblem(toErrorData(thrown))
    }
    if (!signal.aborted) setBusy(false)
  }

  function stop(): void {
    present.current?.abort()
    setSteps(undefined)
    setProblem(undefined)
    setBusy(false)
  }

  return {
    steps,
    busy,
    problem,
    start(wanted, connectionId) {
      stop()
      const abort = new AbortController()
      present.current = abort
      setBusy(true)
      void follow(wanted, connectionId, abort.signal)
    },
    clear: stop,
  }
}

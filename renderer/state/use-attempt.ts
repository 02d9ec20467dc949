import { useState } from 'react'
import type { ErrorData } from '../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../shared/domain/errors.ts'

/** One thing that a dialog does: under way, failed, or not begun. */
export function useAttempt(
  act: () => Promise<void>,
  onDone: () => void,
): { readonly busy: boolean; readonly error: ErrorData | undefined; readonly begin: () => Promise<void> } {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorData>()
  async function begin(): Promise<void> {
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      await act()
      onDone()
    } catch (thrown) {
      setBusy(false)
      if (!isAppError(thrown, 'cancelled')) setError(toErrorData(thrown))
    }
  }
  return { busy, error, begin }
}

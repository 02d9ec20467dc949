import { useRef, useState } from 'react'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import type { NewSession, Session, SessionList, SessionProgress } from '../../../shared/domain/session.ts'
import { useStores, useSubject } from '../../state/provider.tsx'

/** The session that a dialog makes: under way, left half made, or not begun. */
export interface Creation {
  readonly busy: boolean
  /** Its step under way, as main tells it. */
  readonly progress: SessionProgress | undefined
  /** Where it stopped, for another try and for an undo. */
  readonly halfMade: SessionProgress | undefined
  readonly error: ErrorData | undefined
  begin(input: NewSession): Promise<void>
  /** Goes on at the step that failed. */
  again(): Promise<void>
  /** Takes back what was made. */
  undo(): Promise<void>
  /** Ends what is under way; what was made is undone. */
  cancel(): void
  forgetError(): void
}

export function useCreation(onCreated: () => void): Creation {
  const { sessions } = useStores()
  const [workflowId, setWorkflowId] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorData>()
  const abort = useRef<AbortController>(undefined)
  const row = useSubject('sessions', (state) => findMaking(state.lists, workflowId))
  const halfMade = row?.stopped

  async function during(work: () => Promise<void>): Promise<void> {
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      await work()
    } catch (thrown) {
      if (!isAppError(thrown, 'cancelled')) setError(toErrorData(thrown))
    }
    setBusy(false)
  }

  return {
    busy,
    progress: row?.progress,
    halfMade,
    error,
    begin: (input) =>
      during(async () => {
        const id = crypto.randomUUID()
        setWorkflowId(id)
        abort.current = new AbortController()
        await sessions.getState().create({ ...input, workflowId: id }, abort.current.signal)
        onCreated()
      }),
    again: () =>
      during(async () => {
        if (!halfMade) return
        await sessions.getState().again(halfMade)
        // An undo that had failed goes on too, and makes nothing.
        if (!halfMade.undoing) onCreated()
      }),
    undo: () => during(async () => halfMade && (await sessions.getState().undo(halfMade))),
    cancel: () => abort.current?.abort(),
    forgetError: () => setError(undefined),
  }
}

/** The row of the session that this workflow makes. */
function findMaking(lists: readonly SessionList[], workflowId: string): Session | undefined {
  if (workflowId === '') return undefined
  return lists
    .flatMap(({ sessions }) => sessions)
    .find(({ progress, stopped }) => (progress ?? stopped)?.id === workflowId)
}

import { useRef, useState } from 'react'
import type { ErrorData } from '../../../shared/domain/errors.ts'
import { isAppError, toErrorData } from '../../../shared/domain/errors.ts'
import type { Session, SessionList, SessionProgress } from '../../../shared/domain/session.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { learnGiven, learnRefusal } from './learnt-limits.ts'
import type { WantedSession } from './new-session-form.ts'

/** The session that a dialog makes: under way, left half made, or not begun. */
export interface Creation {
  readonly busy: boolean
  /** Its step under way, as main tells it. */
  readonly progress: SessionProgress | undefined
  /** Where it stopped, for another try and for an undo. */
  readonly halfMade: SessionProgress | undefined
  readonly error: ErrorData | undefined
  /** It was cancelled, and what was made is being taken back. */
  readonly cancelling: boolean
  begin(input: WantedSession): Promise<void>
  /** Goes on at the step that failed. */
  again(): Promise<void>
  /** Takes back what was made. */
  undo(): Promise<void>
  /** Ends what is under way; what was made is undone. */
  cancel(): void
  forgetError(): void
}

export interface CreationEnds {
  onCreated(): void
  /** It was cancelled, and nothing of it is left. */
  onCancelled(): void
}

export function useCreation({ onCreated, onCancelled }: CreationEnds): Creation {
  const stores = useStores()
  const { sessions } = stores
  // One for the dialog: what is asked for again while its window has not heard where it stopped is not made twice.
  const [workflowId] = useState(() => crypto.randomUUID())
  const [busy, setBusy] = useState(false)
  const [cancelling, setCancelling] = useState(false)
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
      if (isAppError(thrown, 'cancelled')) onCancelled()
      else setError(toErrorData(thrown))
    }
    setBusy(false)
    setCancelling(false)
  }

  return {
    busy,
    progress: row?.progress,
    halfMade,
    error,
    cancelling,
    begin: (input) =>
      during(async () => {
        abort.current = new AbortController()
        try {
          const ref = await sessions.getState().create({ ...input, workflowId }, abort.current.signal)
          learnGiven(stores, ref, input)
        } catch (thrown) {
          if (isAppError(thrown)) learnRefusal(stores, input.connectionId, input, toErrorData(thrown))
          throw thrown
        }
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
    cancel() {
      if (!busy || cancelling) return
      setCancelling(true)
      // Before anything of it is heard there is nothing to wait for.
      if (!row?.progress) return abort.current?.abort()
      // What can't be taken back any more is made a moment later.
      void sessions
        .getState()
        .cancel(row.progress)
        .catch(() => setCancelling(false))
    },
    forgetError: () => setError(undefined),
  }
}

/** The row of the session that this workflow makes. */
function findMaking(lists: readonly SessionList[], workflowId: string): Session | undefined {
  return lists
    .flatMap(({ sessions }) => sessions)
    .find(({ progress, stopped }) => (progress ?? stopped)?.id === workflowId)
}

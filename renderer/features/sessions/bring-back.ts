import { isAppError } from '../../../shared/domain/errors.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { toastError } from '../../state/error-actions.ts'
import type { Stores } from '../../state/stores.ts'

/** A session that ended, by its name. */
export type Ended = SessionRef & { readonly name: string }

/** Brings one back; what went wrong is told in a toast. Answers whether it is back. */
export async function bringBack(stores: Stores, ended: Ended): Promise<boolean> {
  const { notices, sessions } = stores
  try {
    await sessions.getState().restore(ended)
    notices.getState().announce(`${ended.name}: back`)
    return true
  } catch (thrown) {
    // Where nothing of it is kept another try finds nothing either.
    const isHopeless = isAppError(thrown, 'gone') || isAppError(thrown, 'unsupported')
    const retry = isHopeless ? undefined : () => void bringBack(stores, ended)
    toastError(stores, thrown, `${ended.name} was not brought back`, { retry })
    return false
  }
}

/** Brings one back and to the front, where it gets a sandbox. */
export async function revive(stores: Stores, ended: Ended): Promise<void> {
  if (await bringBack(stores, ended)) stores.sessions.getState().select(ended)
}

/** Tells that these were deleted, and offers them back. One that was in front comes to the front again. */
export function offerUndo(stores: Stores, deleted: readonly Ended[], front?: SessionRef): void {
  const [one] = deleted
  if (!one) return
  const undo = async () => {
    for (const ended of deleted) await bringBack(stores, ended)
    if (front) stores.sessions.getState().select(front)
  }
  stores.notices.getState().toast({
    tone: 'accent',
    text: deleted.length === 1 ? `${one.name} was deleted.` : `${deleted.length} sessions were deleted.`,
    action: { label: 'Undo', onSelect: () => void undo() },
  })
}

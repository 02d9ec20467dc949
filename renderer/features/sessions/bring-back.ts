import { isAppError } from '../../../shared/domain/errors.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { describeError } from '../../state/describe-error.ts'
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
    if (!isAppError(thrown)) throw thrown
    if (thrown.code === 'cancelled') return false
    const { title, advice } = describeError(thrown, `${ended.name} was not brought back`)
    const action = { label: 'Try again', onSelect: () => void bringBack(stores, ended) }
    notices.getState().toast({
      tone: 'err',
      text: `${title} ${advice}`.trim(),
      // Another try finds nothing either.
      ...(thrown.code === 'gone' || thrown.code === 'unsupported' ? {} : { action }),
    })
    return false
  }
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

/** Brings one back and to the front, where it gets a sandbox. */
export async function revive(stores: Stores, ended: Ended): Promise<void> {
  if (await bringBack(stores, ended)) stores.sessions.getState().select(ended)
}

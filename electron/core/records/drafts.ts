import type { Draft } from '../../../shared/domain/draft.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import type { KeptDraft } from '../../vault/contract.ts'
import type { VaultCaller } from './caller.ts'

/** Text that a person typed and that is not in a sandbox. */
export interface DraftRecords {
  /**
   * Keeps it. A window takes `max(last + 1, Date.now())` for each revision, so that a reload never falls behind.
   * Rejects with `conflict` when a newer revision is kept: nothing was overwritten then, and the text given is not on
   * disk, which "kept" would claim. That takes two windows at once, or a clock that was set back; the next try has a
   * higher revision.
   */
  keep(draft: Omit<Draft, 'keptAt'>): Promise<KeptDraft>
  list(session: SessionRef): Promise<readonly Draft[]>
  /** With `revision`: only when nothing newer than that is kept, so that text typed during a save stays. */
  discard(session: SessionRef, documentId: string, revision?: number): Promise<void>
  discardAll(session: SessionRef): Promise<void>
}

export function draftRecords(vault: VaultCaller): DraftRecords {
  return {
    async keep(draft) {
      const kept = await vault.call('drafts.keep', draft)
      if (kept.revision > draft.revision) throw fail('conflict', 'A newer text of this document is kept already.')
      return kept
    },
    list: ({ connectionId, sessionId }) => vault.call('drafts.list', { connectionId, sessionId }),
    discard: (session, documentId, revision) =>
      vault.call('drafts.discard', { session, documentId, ...(revision === undefined ? {} : { revision }) }),
    discardAll: ({ connectionId, sessionId }) => vault.call('drafts.discardAll', { connectionId, sessionId }),
  }
}

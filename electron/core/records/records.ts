import type { Draft } from '../../../shared/domain/draft.ts'
import { fail } from '../../../shared/domain/errors.ts'
import type { SessionRecord, SessionRef } from '../../../shared/domain/session.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import type { WorkflowCursor } from '../../../shared/domain/workflow-cursor.ts'
import type { Client } from '../../../shared/wire/client.ts'
import type { KeptDraft, SavedConnection, StoreStatus, VaultContract } from '../../vault/contract.ts'

export type { KeptDraft, SavedConnection, StoreStatus }

/**
 * What this computer keeps. Every writing call answers when it is on disk. Rejects with `unavailable` when it cannot be
 * written (a full disk) and with `refused` when the folder is in use by another application or was written by a newer
 * version; the message is for the person.
 */
export interface Records {
  readonly sessions: {
    list(connectionId: string): Promise<readonly SessionRecord[]>
    /** Replaces the record of this session as a whole. */
    put(record: SessionRecord): Promise<void>
    remove(session: SessionRef): Promise<void>
  }
  readonly drafts: {
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
  readonly settings: {
    /** The defaults when none were written. */
    read(): Promise<Settings>
    write(settings: Settings): Promise<void>
  }
  readonly connections: {
    /** In the order in which they were added. */
    list(): Promise<readonly SavedConnection[]>
    put(connection: SavedConnection): Promise<void>
    remove(id: string): Promise<void>
  }
  /** Where workflows stand that are not over. */
  readonly cursors: {
    /** The one that has not moved for longest first. */
    list(): Promise<readonly WorkflowCursor[]>
    /** Replaces the one of this id. */
    put(cursor: WorkflowCursor): Promise<void>
    remove(id: string): Promise<void>
  }
  status(): Promise<StoreStatus>
}

/** The part of the vault's client that is used; `electron/children/vault-client.ts` keeps one across restarts. */
export type VaultCaller = Pick<Client<VaultContract>, 'call'>

/** The records kept by this vault. */
export function createRecords(vault: VaultCaller): Records {
  return {
    sessions: {
      list: (connectionId) => vault.call('sessions.list', { connectionId }),
      put: (record) => vault.call('sessions.put', record),
      remove: ({ connectionId, sessionId }) => vault.call('sessions.remove', { connectionId, sessionId }),
    },
    drafts: {
      async keep(draft) {
        const kept = await vault.call('drafts.keep', draft)
        if (kept.revision > draft.revision) throw fail('conflict', 'A newer text of this document is kept already.')
        return kept
      },
      list: ({ connectionId, sessionId }) => vault.call('drafts.list', { connectionId, sessionId }),
      discard: (session, documentId, revision) =>
        vault.call('drafts.discard', { session, documentId, ...(revision === undefined ? {} : { revision }) }),
      discardAll: ({ connectionId, sessionId }) => vault.call('drafts.discardAll', { connectionId, sessionId }),
    },
    settings: {
      read: () => vault.call('settings.read', undefined),
      write: (settings) => vault.call('settings.write', settings),
    },
    connections: {
      list: () => vault.call('connections.list', undefined),
      put: (connection) => vault.call('connections.put', connection),
      remove: (id) => vault.call('connections.remove', { id }),
    },
    cursors: {
      list: () => vault.call('cursors.list', undefined),
      put: (cursor) => vault.call('cursors.put', cursor),
      remove: (id) => vault.call('cursors.remove', { id }),
    },
    status: () => vault.call('vault.status', undefined),
  }
}

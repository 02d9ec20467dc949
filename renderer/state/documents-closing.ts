import type { AppContract } from '../../shared/contract/index.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { Arrivals } from './documents-arrivals.ts'
import type { Keeper } from './documents-keeper.ts'
import type { DocumentTable } from './documents-table.ts'
import type { DocumentTabs } from './documents-tabs.ts'

interface Options {
  readonly client: Client<AppContract>
  readonly table: DocumentTable
  readonly tabs: DocumentTabs
  readonly arrivals: Arrivals
  readonly keeper: Keeper
}

/** Closes documents: what happens to their edits is decided before. */
export interface DocumentClosing {
  /** Whether the person has to be asked. A scratch cell has nothing but its draft. */
  wouldLose(session: SessionRef, id: string): boolean
  /** Closes it; what is kept of it stays kept. */
  close(session: SessionRef, id: string): Promise<void>
  /** Closes it and throws the edits away. */
  discard(session: SessionRef, id: string): Promise<void>
  /** A file or folder was deleted here. */
  pathDeleted(session: SessionRef, path: string): void
}

export function createDocumentClosing({ client, table, tabs, arrivals, keeper }: Options): DocumentClosing {
  async function close(session: SessionRef, id: string): Promise<void> {
    // A keep or discard under way must be the last word on this document.
    await keeper.flush()
    await keeper.forget(session, id)
    tabs.remove(session, id)
  }

  return {
    close,

    wouldLose(session, id) {
      const document = table.document(session, id)
      return document?.path === undefined ? table.inner(session, id)?.buffer.read() !== '' : document.dirty
    },

    async discard(session, id) {
      await keeper.forget(session, id)
      tabs.remove(session, id)
      // Without a revision: the person threw away whatever is kept.
      await client.call('drafts.discard', { session, documentId: id }).catch(() => {
        // The draft comes back at the next start: too much is kept, never too little.
      })
    },

    pathDeleted(session, path) {
      const { order, byId } = table.ofSession(session)
      for (const id of order) {
        const document = byId[id]
        if (document?.path !== path && !document?.path?.startsWith(`${path}/`)) continue
        const inner = table.inner(session, id)
        // The person deleted it here: only edits are worth keeping.
        if (document.dirty && inner) arrivals.deleted(session, id, inner)
        else void close(session, id)
      }
    },
  }
}

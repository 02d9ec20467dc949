import type { AppContract } from '../../shared/contract/index.ts'
import type { Draft } from '../../shared/domain/draft.ts'
import { parseDocumentId } from '../../shared/domain/draft.ts'
import { toErrorData } from '../../shared/domain/errors.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { Client } from '../../shared/wire/client.ts'
import type { DocumentContent } from './documents-content.ts'
import type { Keeper } from './documents-keeper.ts'
import type { DocumentReading } from './documents-reading.ts'
import type { DocumentTable } from './documents-table.ts'
import type { DocumentSettings } from './documents-types.ts'
import { without } from './without.ts'

interface Options {
  readonly client: Client<AppContract>
  readonly settings: DocumentSettings
  readonly table: DocumentTable
  readonly content: DocumentContent
  readonly keeper: Keeper
  readonly reading: DocumentReading
  /** A draft was found that was kept then (ms, our clock). */
  onFound(keptAt: number): void
}

/** Brings back the tabs and drafts of before the window was loaded. */
export interface Restoring {
  /** Once for each session; a failed one is tried again with the next call. */
  restore(session: SessionRef): Promise<void>
  forget(session: SessionRef): void
}

export function createRestoring({ client, settings, table, content, keeper, reading, onFound }: Options): Restoring {
  const known = new Map<string, Promise<void>>()

  /** A draft is shown at once, whatever the server says later. */
  function showDraft(session: SessionRef, draft: Draft): void {
    const { documentId: id, keptAt, revision, baseSha256, text } = draft
    const inner = table.inner(session, id)
    if (!inner) return
    inner.isFromDraft = true
    keeper.found(session, id, revision)
    onFound(keptAt)
    if (baseSha256 !== undefined) inner.base = { sha256: baseSha256 }
    content.show(session, id, inner, text)
    table.patch(session, id, (document) => ({
      ...document,
      dirty: document.path !== undefined,
      keep: { name: 'kept', at: keptAt },
    }))
  }

  async function restoreNow(session: SessionRef): Promise<void> {
    const { ofSession, setSession } = table
    try {
      const [tabs, drafts] = await Promise.all([settings.read(session), client.call('drafts.list', session)])
      const ids = [...new Set([...(tabs?.documentIds ?? []), ...drafts.map(({ documentId }) => documentId)])]
      for (const id of ids) if (parseDocumentId(id)) table.add(session, id)
      for (const draft of drafts) showDraft(session, draft)
      const now = ofSession(session)
      const wanted = now.active ?? tabs?.active
      const active = wanted !== undefined && now.byId[wanted] ? wanted : now.order[0]
      setSession(session, { ...without(now, 'error'), state: 'ready', ...(active === undefined ? {} : { active }) })
      // Tabs that drafts brought, or that were opened meanwhile.
      if (now.order.length !== (tabs?.documentIds.length ?? 0)) table.keepTabs(session)
      if (reading.isLive(session)) void reading.readShown(session)
    } catch (thrown) {
      known.delete(sessionKey(session))
      setSession(session, { ...ofSession(session), state: 'failed', error: toErrorData(thrown) })
    }
  }

  return {
    restore(session) {
      const key = sessionKey(session)
      const before = known.get(key)
      if (before) return before
      const started = restoreNow(session)
      known.set(key, started)
      return started
    },

    forget(session) {
      known.delete(sessionKey(session))
    },
  }
}

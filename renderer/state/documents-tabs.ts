import { fileDocumentId, parseDocumentId, scratchDocumentId } from '../../shared/domain/draft.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { DocumentReading } from './documents-reading.ts'
import type { DocumentTable } from './documents-table.ts'

/** Closed documents of a session that can be opened again. */
const rememberedTabs = 50

/** Opens and activates documents, and remembers those that were closed. */
export interface DocumentTabs {
  openFile(session: SessionRef, path: string): void
  /** Opens an empty scratch cell; returns its id. */
  newScratch(session: SessionRef): string
  activate(session: SessionRef, id: string): void
  /** The tab `by` places further, around the end. */
  activateNext(session: SessionRef, by: 1 | -1): void
  /** The file that was closed last, again. The text of a closed scratch cell is gone. */
  reopen(session: SessionRef): void
  /** Takes a tab away, whatever is in it. */
  remove(session: SessionRef, id: string): void
}

export function createDocumentTabs(table: DocumentTable, reading: DocumentReading): DocumentTabs {
  const { ofSession } = table
  const closed = new Map<string, string[]>()

  function activate(session: SessionRef, id: string): void {
    const now = ofSession(session)
    if (!now.byId[id] || now.active === id) return
    table.setSession(session, { ...now, active: id })
    table.keepTabs(session)
    reading.readIfNew(session, id)
  }

  function openFile(session: SessionRef, path: string): void {
    const id = fileDocumentId(path)
    table.add(session, id)
    activate(session, id)
    const load = table.document(session, id)?.load.name
    if (load === 'unread' || load === 'failed') void reading.read(session, id)
  }

  return {
    activate,
    openFile,

    newScratch(session) {
      const used = ofSession(session).order.map((id) => parseDocumentId(id))
      const numbers = used.map((parsed) => (parsed?.kind === 'scratch' ? parsed.number : 0))
      const id = scratchDocumentId(Math.max(0, ...numbers) + 1)
      table.add(session, id)
      activate(session, id)
      return id
    },

    activateNext(session, by) {
      const { order, active } = ofSession(session)
      const at = order.indexOf(active ?? '')
      const next = order[(at + by + order.length) % order.length]
      if (next !== undefined) activate(session, next)
    },

    reopen(session) {
      const history = closed.get(sessionKey(session)) ?? []
      for (let id = history.pop(); id !== undefined; id = history.pop()) {
        const parsed = parseDocumentId(id)
        if (parsed?.kind === 'file') return openFile(session, parsed.path)
      }
    },

    remove(session, id) {
      if (!table.remove(session, id)) return
      const history = closed.get(sessionKey(session)) ?? []
      closed.set(sessionKey(session), [...history.filter((other) => other !== id), id].slice(-rememberedTabs))
      table.keepTabs(session)
      const { active } = ofSession(session)
      if (active !== undefined) reading.readIfNew(session, active)
    },
  }
}

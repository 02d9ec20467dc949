import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import { blankDocument, plainBuffer } from './documents-blank.ts'
import type { DocumentsStore } from './documents-state.ts'
import type { TextForm } from './documents-text.ts'
import { plainForm } from './documents-text.ts'
import type { DocumentSettings, OpenDocument, SessionDocuments, TextBuffer } from './documents-types.ts'
import { without } from './without.ts'

/** What is known of a document beside what is shown. */
export interface Inner {
  buffer: TextBuffer
  form: TextForm
  /** The file's version under the edits; `text` is missing where only the draft knows it. */
  base?: { readonly sha256: string; readonly text?: string } | undefined
  /** What is shown is a draft of before, and the file was not seen since. */
  isFromDraft: boolean
  /** Ends the reading under way. */
  abort?: AbortController
  /** Counts readings, so that a late answer does not replace a newer one. */
  reading: number
}

/** The open documents of every session: the one way to read and change them. */
export interface DocumentTable {
  ofSession(session: SessionRef): SessionDocuments
  setSession(session: SessionRef, next: SessionDocuments): void
  document(session: SessionRef, id: string): OpenDocument | undefined
  inner(session: SessionRef, id: string): Inner | undefined
  /** Changes a document that is still open; a late answer for a closed one does nothing. */
  patch(session: SessionRef, id: string, change: (document: OpenDocument) => OpenDocument): void
  /** Nothing happens when it is open already. */
  add(session: SessionRef, id: string): void
  /** Its neighbour comes to the front when it was there. False when it was not open. */
  remove(session: SessionRef, id: string): boolean
  /** Tells the settings which tabs are open. */
  keepTabs(session: SessionRef): void
  /** Takes a session away with all that is open in it. */
  forget(session: SessionRef): void
}

export function createDocumentTable(
  get: DocumentsStore['getState'],
  set: DocumentsStore['setState'],
  settings: DocumentSettings,
): DocumentTable {
  const inners = new Map<string, Inner>()
  const keyOf = (session: SessionRef, id: string) => `${sessionKey(session)} ${id}`

  function ofSession(session: SessionRef): SessionDocuments {
    return get().sessions[sessionKey(session)] ?? { state: 'loading', order: [], byId: {} }
  }

  function setSession(session: SessionRef, next: SessionDocuments): void {
    set({ sessions: { ...get().sessions, [sessionKey(session)]: next } })
  }

  return {
    ofSession,
    setSession,
    document: (session, id) => ofSession(session).byId[id],
    inner: (session, id) => inners.get(keyOf(session, id)),

    patch(session, id, change) {
      const now = ofSession(session)
      const document = now.byId[id]
      if (document) setSession(session, { ...now, byId: { ...now.byId, [id]: change(document) } })
    },

    add(session, id) {
      const now = ofSession(session)
      if (now.byId[id]) return
      inners.set(keyOf(session, id), { buffer: plainBuffer(''), form: plainForm, isFromDraft: false, reading: 0 })
      const byId = { ...now.byId, [id]: blankDocument(session, id) }
      setSession(session, { ...now, order: [...now.order, id], byId })
    },

    remove(session, id) {
      const now = ofSession(session)
      const at = now.order.indexOf(id)
      if (at < 0) return false
      const order = now.order.filter((other) => other !== id)
      const active = now.active === id ? (order[at] ?? order[at - 1]) : now.active
      const byId = without(now.byId as Record<string, OpenDocument>, id)
      setSession(session, { ...without(now, 'active'), order, byId, ...(active === undefined ? {} : { active }) })
      inners.get(keyOf(session, id))?.abort?.abort()
      inners.delete(keyOf(session, id))
      return true
    },

    keepTabs(session) {
      const { state, order, active } = ofSession(session)
      // Before the tabs of last time were read, these would replace them.
      if (state === 'ready') settings.keep(session, order, active)
    },

    forget(session) {
      for (const id of ofSession(session).order) inners.delete(keyOf(session, id))
      set({ sessions: without(get().sessions as Record<string, SessionDocuments>, sessionKey(session)) })
    },
  }
}

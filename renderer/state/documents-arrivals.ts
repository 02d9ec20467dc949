import { toErrorData } from '../../shared/domain/errors.ts'
import type { FileContent } from '../../shared/domain/file.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import type { DocumentContent } from './documents-content.ts'
import type { Keeper } from './documents-keeper.ts'
import type { DocumentTable, Inner } from './documents-table.ts'
import { without } from './without.ts'

/** A version of a file, as far as an open document cares. `modifiedAt`: ms, the sandbox's clock. */
interface TextVersion {
  readonly sha256: string
  readonly modifiedAt: number
  readonly text: string
}

/** What an answer about a file means for its open document. Edits are never replaced by any of these. */
export interface Arrivals {
  /** A version of the file: decides between showing it, keeping the edits, and a conflict. */
  text(session: SessionRef, id: string, inner: Inner, file: TextVersion): void
  /** The file's bytes are no UTF-8 text. */
  notText(session: SessionRef, id: string, inner: Inner, file: FileContent): void
  failed(session: SessionRef, id: string, inner: Inner, thrown: unknown): void
  /** The file is not there any more. */
  deleted(session: SessionRef, id: string, inner: Inner): void
}

export function createArrivals(table: DocumentTable, content: DocumentContent, keeper: Keeper): Arrivals {
  const { document: documentOf, patch } = table

  function deleted(session: SessionRef, id: string, inner: Inner): void {
    if (documentOf(session, id)?.dirty) {
      patch(session, id, (document) => ({ ...document, conflict: { kind: 'deleted' } }))
      return
    }
    // What is on the screen may be the last copy: it stays open, as an edit that is kept.
    inner.base = undefined
    patch(session, id, (document) => ({ ...document, dirty: true, conflict: { kind: 'deleted' } }))
    keeper.edited(session, id)
  }

  return {
    deleted,

    text(session, id, inner, { sha256, modifiedAt, text }) {
      const document = documentOf(session, id)
      if (!document) return
      const mine = document.load.name === 'ready' ? content.whole(inner) : undefined
      const edited = mine !== undefined && (inner.base === undefined || inner.base.text !== mine)
      const sameBase = inner.base?.sha256 === sha256
      if (edited && mine !== text && !sameBase) {
        patch(session, id, (now) => ({ ...now, conflict: { kind: 'changed', sha256, modifiedAt } }))
        return
      }
      patch(session, id, (now) => without(now, 'conflict'))
      if (!edited || mine === text) content.showFile(session, id, inner, sha256, text)
      else inner.base = { sha256, text }
      // Settles dirty, and throws away a draft that says nothing new.
      if (edited || inner.isFromDraft) keeper.edited(session, id)
      inner.isFromDraft = false
    },

    notText(session, id, inner, { sha256, size, modifiedAt, bytes }) {
      if (documentOf(session, id)?.dirty) {
        patch(session, id, (document) => ({ ...document, conflict: { kind: 'changed', sha256, modifiedAt } }))
        return
      }
      inner.base = undefined
      patch(session, id, (document) => ({ ...document, load: { name: 'not-text', size, bytes } }))
    },

    failed(session, id, inner, thrown) {
      const error = toErrorData(thrown)
      const document = documentOf(session, id)
      if (!document) return
      if (document.load.name !== 'ready') patch(session, id, (now) => ({ ...now, load: { name: 'failed', error } }))
      else if (error.code !== 'not-found') patch(session, id, (now) => ({ ...now, readError: error }))
      // A new file that was never saved is rightly not there.
      else if (inner.base) deleted(session, id, inner)
    },
  }
}

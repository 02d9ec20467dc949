import type { SessionRef } from '../../shared/domain/session.ts'
import { hashCells } from './documents-cells.ts'
import { sha256Of } from './documents-hash.ts'
import type { ToKeep } from './documents-keeper.ts'
import type { DocumentTable, Inner } from './documents-table.ts'
import { putTogether, takeApart } from './documents-text.ts'
import { without } from './without.ts'

/** The texts of open documents, between their buffers and what is shown of them. */
export interface DocumentContent {
  /** The whole text as it stands in the file, or would. */
  whole(inner: Inner): string
  /** What has to be kept; brings what is shown of the text up to date on the way. */
  toKeep(session: SessionRef, id: string): ToKeep | undefined
  /** Puts a text into a document's buffer as something that was read, not typed. */
  show(session: SessionRef, id: string, inner: Inner, source: string): void
  /** Shows what the file holds. */
  showFile(session: SessionRef, id: string, inner: Inner, sha256: string, text: string): void
}

export function createDocumentContent(table: DocumentTable): DocumentContent {
  const { document: documentOf, inner: innerOf, patch } = table

  function whole(inner: Inner): string {
    return putTogether(inner.buffer.read(), inner.form)
  }

  async function hash(session: SessionRef, id: string, inner: Inner): Promise<void> {
    const text = inner.buffer.read()
    const [textHash, cells] = await Promise.all([sha256Of(text), hashCells(text, documentOf(session, id)?.cells)])
    if (innerOf(session, id)?.buffer.read() !== text) return
    patch(session, id, (document) => ({
      ...without(document, 'cells'),
      textHash,
      ...(cells.length === 0 ? {} : { cells }),
    }))
  }

  function show(session: SessionRef, id: string, inner: Inner, source: string): void {
    const { form, text } = takeApart(source)
    inner.form = form
    if (inner.buffer.read() !== text) inner.buffer.write(text)
    const { lineEnds, mark } = form
    patch(session, id, (document) => ({ ...document, load: { name: 'ready' }, lineEnds, mark }))
    void hash(session, id, inner)
  }

  return {
    whole,
    show,

    toKeep(session, id) {
      const inner = innerOf(session, id)
      const document = documentOf(session, id)
      if (!inner || document?.load.name !== 'ready') return undefined
      const text = whole(inner)
      const isFile = document.path !== undefined
      const dirty = isFile ? inner.base === undefined || inner.base.text !== text : false
      patch(session, id, (before) => ({ ...before, dirty }))
      void hash(session, id, inner)
      if (isFile ? !dirty : text === '') return undefined
      return inner.base ? { text, baseSha256: inner.base.sha256 } : { text }
    },

    showFile(session, id, inner, sha256, text) {
      inner.base = { sha256, text }
      show(session, id, inner, text)
      patch(session, id, (document) => ({ ...document, dirty: false }))
    },
  }
}

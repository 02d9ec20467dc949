import { createStore } from 'zustand/vanilla'
import type { AppContract } from '../../shared/contract/index.ts'
import { fileDocumentId } from '../../shared/domain/draft.ts'
import { fail } from '../../shared/domain/errors.ts'
import { textOf } from '../../shared/domain/file.ts'
import type { Client } from '../../shared/wire/client.ts'
import { createArrivals } from './documents-arrivals.ts'
import { createDocumentClosing } from './documents-closing.ts'
import { createResolveConflict } from './documents-conflicts.ts'
import { createDocumentContent } from './documents-content.ts'
import { createKeeper } from './documents-keeper.ts'
import { editorLanguageFor } from './documents-language.ts'
import { createDocumentReading } from './documents-reading.ts'
import { createRestoring } from './documents-restoring.ts'
import { createDocumentSaving } from './documents-saving.ts'
import type { DocumentsState, DocumentsStore } from './documents-state.ts'
import { createDocumentTable } from './documents-table.ts'
import { createDocumentTabs } from './documents-tabs.ts'
import { takeApart } from './documents-text.ts'
import type { DocumentQuestion, DocumentSettings } from './documents-types.ts'
import { without } from './without.ts'

/** Puts the parts together that hold, read, keep, save and close documents. */
export function createDocumentsStore(client: Client<AppContract>, settings: DocumentSettings): DocumentsStore {
  return createStore<DocumentsState>()((set, get) => {
    const ask = (question: DocumentQuestion) => set({ question })
    const table = createDocumentTable(get, set, settings)
    const content = createDocumentContent(table)
    const keeper = createKeeper({
      client,
      content: content.toKeep,
      onKeep(session, id, keep) {
        table.patch(session, id, (document) => ({ ...document, keep }))
        if (keep.name === 'kept') set({ lastKeptAt: keep.at })
      },
      onCount: (unkept) => set({ unkept }),
    })
    const arrivals = createArrivals(table, content, keeper)
    const reading = createDocumentReading(client, table, arrivals)
    const restoring = createRestoring({
      client,
      settings,
      table,
      content,
      keeper,
      reading,
      onFound: (keptAt) => set({ lastKeptAt: Math.max(get().lastKeptAt ?? 0, keptAt) }),
    })
    const tabs = createDocumentTabs(table, reading)
    const saving = createDocumentSaving({ client, table, content, keeper, reading, ask })
    const closing = createDocumentClosing({ client, table, tabs, arrivals, keeper })

    return {
      sessions: {},
      unkept: 0,
      limit: 60,

      restore: restoring.restore,
      openFile: tabs.openFile,
      newScratch: tabs.newScratch,
      activate: tabs.activate,
      activateNext: tabs.activateNext,
      reopen: tabs.reopen,
      save: saving.save,
      saveAll: saving.saveAll,
      resolveConflict: createResolveConflict({ client, table, content, arrivals, keeper, saving, closing }),
      compare: (session, id) => ask({ kind: 'compare', session, id }),

      async readTheirs(session, id) {
        const path = table.document(session, id)?.path ?? ''
        const text = textOf((await client.call('files.read', { session, path })).bytes)
        if (text === undefined) throw fail('unsupported', 'What is there now is no UTF-8 text.')
        return takeApart(text).text
      },

      reload: reading.read,

      reloadAll: reading.readShown,
      setLive: reading.setLive,
      pathDeleted: closing.pathDeleted,
      flush: keeper.flush,

      requestClose(session, id) {
        if (!table.document(session, id)) return
        if (!closing.wouldLose(session, id)) return void closing.close(session, id)
        tabs.activate(session, id)
        ask({ kind: 'close', session, id })
      },

      async answerClose(answer) {
        const { question } = get()
        if (question?.kind !== 'close') return
        const { session, id } = question
        get().cancelQuestion()
        if (answer === 'discard') await closing.discard(session, id)
        else if (answer === 'save' && (await saving.save(session, id)) && !table.document(session, id)?.dirty)
          await closing.close(session, id)
      },

      async saveScratchAs(path) {
        const { question } = get()
        if (question?.kind !== 'save-as') return
        const { session, id } = question
        const inner = table.inner(session, id)
        if (!inner) return
        const bytes = new TextEncoder().encode(inner.buffer.read())
        await client.call('files.write', { session, path, bytes, expected: null })
        get().cancelQuestion()
        tabs.openFile(session, path)
        await closing.discard(session, id)
        tabs.activate(session, fileDocumentId(path))
      },

      cancelQuestion() {
        set(without(get(), 'question'), true)
      },

      setRunLanguage(session, id, runLanguage) {
        table.patch(session, id, (document) => ({
          ...document,
          runLanguage,
          ...(document.path === undefined ? { language: editorLanguageFor(runLanguage) } : {}),
        }))
      },

      setLimit(limit) {
        set({ limit })
      },

      setCursor(cursor) {
        if (cursor) set({ cursor })
        else set(without(get(), 'cursor'), true)
      },

      forgetSession(session) {
        for (const id of table.ofSession(session).order) void keeper.forget(session, id)
        restoring.forget(session)
        table.forget(session)
      },

      edited(session, id) {
        const document = table.document(session, id)
        if (!document) return
        if (document.textHash !== undefined || (document.path !== undefined && !document.dirty))
          table.patch(session, id, (now) => ({ ...without(now, 'textHash'), dirty: now.path !== undefined }))
        keeper.edited(session, id)
      },

      buffer: (session, id) => table.inner(session, id)?.buffer,

      setBuffer(session, id, buffer) {
        const inner = table.inner(session, id)
        if (inner) inner.buffer = buffer
      },
    }
  })
}

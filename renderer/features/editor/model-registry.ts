import type { editor, IDisposable } from 'monaco-editor/editor/editor.api.js'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import type { DocumentsStore } from '../../state/documents-state.ts'
import { monaco } from './monaco.ts'

interface Entry {
  readonly model: editor.ITextModel
  readonly listener: IDisposable
  viewState: editor.ICodeEditorViewState | null
}

/** Monaco's models and where each was scrolled to, outside React. They end with their document. */
export interface ModelRegistry {
  /** The model of an open document whose text is there; made at the first question. */
  model(session: SessionRef, id: string): editor.ITextModel | undefined
  viewState(session: SessionRef, id: string): editor.ICodeEditorViewState | null
  keepViewState(session: SessionRef, id: string, state: editor.ICodeEditorViewState | null): void
}

function createModelRegistry(documents: DocumentsStore): ModelRegistry {
  const entries = new Map<string, Entry>()
  const keyOf = (session: SessionRef, id: string) => `${sessionKey(session)} ${id}`

  function make(session: SessionRef, id: string): Entry | undefined {
    const state = documents.getState()
    const document = state.sessions[sessionKey(session)]?.byId[id]
    const before = state.buffer(session, id)
    if (!document || !before) return undefined
    const model = monaco.editor.createModel(before.read(), document.language)
    model.setEOL(monaco.editor.EndOfLineSequence.LF)
    // The editor's own option comes too late for a model that it did not make.
    model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } })
    let writing = false
    state.setBuffer(session, id, {
      read: () => model.getValue(),
      write(text) {
        writing = true
        // As an edit, so that undo brings back what was there.
        model.pushStackElement()
        model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null)
        model.pushStackElement()
        writing = false
      },
    })
    const listener = model.onDidChangeContent(() => {
      if (!writing) documents.getState().edited(session, id)
    })
    return { model, listener, viewState: null }
  }

  documents.subscribe(({ sessions }, before) => {
    if (sessions === before.sessions) return
    const open = new Map<string, string>()
    for (const [key, { byId }] of Object.entries(sessions))
      for (const document of Object.values(byId)) open.set(`${key} ${document.id}`, document.language)
    for (const [key, { model, listener }] of entries) {
      const language = open.get(key)
      if (language !== undefined) {
        if (model.getLanguageId() !== language) monaco.editor.setModelLanguage(model, language)
        continue
      }
      entries.delete(key)
      listener.dispose()
      model.dispose()
    }
  })

  return {
    model(session, id) {
      const key = keyOf(session, id)
      const known = entries.get(key)
      if (known) return known.model
      const made = make(session, id)
      if (made) entries.set(key, made)
      return made?.model
    },
    viewState: (session, id) => entries.get(keyOf(session, id))?.viewState ?? null,
    keepViewState(session, id, state) {
      const entry = entries.get(keyOf(session, id))
      if (entry) entry.viewState = state
    },
  }
}

const registries = new WeakMap<DocumentsStore, ModelRegistry>()

/** The one registry of a store. */
export function modelRegistryOf(documents: DocumentsStore): ModelRegistry {
  const known = registries.get(documents)
  if (known) return known
  const made = createModelRegistry(documents)
  registries.set(documents, made)
  return made
}

import { parseDocumentId } from '../../shared/domain/draft.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import type { DocumentsStore } from './documents-state.ts'

/** A part of a document that the person marked. Lines from 1. */
export interface MarkedText {
  readonly text: string
  readonly firstLine: number
  readonly lastLine: number
}

/** What the editor in front offers to commands. */
export interface EditorInFront {
  /** Undefined when nothing is marked. */
  marked(): MarkedText | undefined
  focus(): void
  /** Where the caret is, from 1; undefined without a text. */
  caretLine(): number | undefined
  /** Puts the caret on a line of the document that it shows, and shows that line. */
  goToLine(line: number): void
}

/** The editor of the document in front; undefined when none is drawn. */
export function editorInFront(): EditorInFront | undefined {
  return inFront
}

let inFront: EditorInFront | undefined

/** The editor says that it is there; returns what takes that back. */
export function setEditorInFront(editor: EditorInFront): () => void {
  inFront = editor
  return () => {
    if (inFront === editor) inFront = undefined
  }
}

let isFocusWanted = false

/** The next document that the editor shows gets the focus: the person asked for it by a key or a button. */
export function wantEditorFocus(): void {
  isFocusWanted = true
}

/** For the editor: was the focus asked for? Answers yes once. */
export function takeWantedFocus(): boolean {
  const was = isFocusWanted
  isFocusWanted = false
  return was
}

interface WantedLine {
  readonly session: SessionRef
  readonly documentId: string
  readonly line: number
}

let wantedLine: WantedLine | undefined

/** The line at which the editor shows this document the next time, when somebody asked for one. Answers once. */
export function takeWantedLine(session: SessionRef, documentId: string): number | undefined {
  if (wantedLine?.documentId !== documentId || sessionKey(wantedLine.session) !== sessionKey(session)) return undefined
  const { line } = wantedLine
  wantedLine = undefined
  return line
}

/** Shows a line of a document, which is opened when it is not, and gives the text the focus. */
export function goToLine(documents: DocumentsStore, session: SessionRef, documentId: string, line: number): void {
  const { sessions, activate, openFile } = documents.getState()
  const open = sessions[sessionKey(session)]
  const isShown = open?.active === documentId && inFront?.caretLine() !== undefined
  if (isShown) {
    inFront?.goToLine(line)
    inFront?.focus()
    return
  }
  const kind = parseDocumentId(documentId)
  const isOpen = open?.byId[documentId] !== undefined
  if (!isOpen && kind?.kind !== 'file') return
  wantedLine = { session, documentId, line }
  wantEditorFocus()
  if (isOpen) activate(session, documentId)
  else if (kind?.kind === 'file') openFile(session, kind.path)
}

/** Puts the caret into the editor; false when there is none. */
export function focusEditor(): boolean {
  inFront?.focus()
  return inFront !== undefined
}

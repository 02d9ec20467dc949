import type { ErrorData } from '../../shared/domain/errors.ts'
import type { RunLanguage } from '../../shared/domain/run.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import type { HashedCell } from './documents-cells.ts'
import type { EditorLanguage } from './documents-language.ts'
import type { LineEnds } from './documents-text.ts'

/** How far the text of a document is there. Times: ms, our clock. */
export type DocumentLoad =
  /** Not asked for yet: its session is not active, or its tab was never in front. */
  | { readonly name: 'unread' }
  | { readonly name: 'loading'; readonly since: number }
  | { readonly name: 'ready' }
  /** Nothing to show: the file could not be read and nothing of it is kept here. */
  | { readonly name: 'failed'; readonly error: ErrorData }
  /** Its bytes are no UTF-8 text. Shown as such and never edited, because saving would change them. */
  | { readonly name: 'not-text'; readonly size: number; readonly bytes: Uint8Array }

/** Whether the edits are on this computer's disk. */
export type DocumentKeep =
  | { readonly name: 'nothing' }
  | { readonly name: 'waiting' }
  | { readonly name: 'kept'; readonly at: number }
  | { readonly name: 'failed'; readonly error: ErrorData }

/** Somebody else changed or deleted the file while edits were made to it. Nothing was overwritten. */
export type DocumentConflict =
  | { readonly kind: 'changed'; readonly sha256: string /** ms, the sandbox's clock. */; readonly modifiedAt: number }
  | { readonly kind: 'deleted' }

/** One open document as the window shows it. Its text is not here: it lives in a `TextBuffer`. */
export interface OpenDocument {
  readonly session: SessionRef
  /** A document id of shared/domain/draft.ts. */
  readonly id: string
  /** "analysis.py", "scratch 1". */
  readonly title: string
  /** Absent for a scratch cell. */
  readonly path?: string
  readonly language: EditorLanguage
  /** What Run takes it for; absent when it is nothing that runs. */
  readonly runLanguage?: RunLanguage
  readonly load: DocumentLoad
  /** The text is another than the file's. A scratch cell has no file and is never dirty. */
  readonly dirty: boolean
  readonly keep: DocumentKeep
  readonly saving: boolean
  readonly saveError?: ErrorData
  /** The file could not be read; what is shown are the edits kept here. */
  readonly readError?: ErrorData
  readonly conflict?: DocumentConflict
  readonly lineEnds: LineEnds
  readonly mark: boolean
  /** SHA-256 (hex) of the text; absent for a moment after each edit. */
  readonly textHash?: string
  /** Its `# %%` cells as they were when it was last hashed; absent when it has none. */
  readonly cells?: readonly HashedCell[]
}

export interface SessionDocuments {
  /** `loading` until tabs and drafts of this session were read. */
  readonly state: 'loading' | 'ready' | 'failed'
  readonly error?: ErrorData
  /** Tabs from left to right. */
  readonly order: readonly string[]
  readonly active?: string
  readonly byId: Readonly<Record<string, OpenDocument>>
}

/** Where the caret is, for the status line. From 1. */
export interface EditorCursor {
  readonly line: number
  readonly column: number
  /** Characters, 0 without a selection. */
  readonly selected: number
}

/** Holds the text of one document outside React and outside the store. */
export interface TextBuffer {
  /** With `\n` alone. */
  read(): string
  /** Replaces it; must not be reported as an edit of the person. */
  write(text: string): void
}

/** A question that waits for the person. */
export type DocumentQuestion =
  | { readonly kind: 'close'; readonly session: SessionRef; readonly id: string }
  | { readonly kind: 'compare'; readonly session: SessionRef; readonly id: string }
  | { readonly kind: 'save-as'; readonly session: SessionRef; readonly id: string }

/** What of the settings concerns documents; the settings store is behind it. */
export interface DocumentSettings {
  read(session: SessionRef): Promise<{ readonly documentIds: readonly string[]; readonly active?: string } | undefined>
  keep(session: SessionRef, documentIds: readonly string[], active: string | undefined): void
}

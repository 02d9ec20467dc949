import type { StoreApi } from 'zustand/vanilla'
import type { RunLanguage } from '../../shared/domain/run.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import type { DocumentQuestion, EditorCursor, SessionDocuments, TextBuffer } from './documents-types.ts'

/** Open documents of every session, their drafts, and saving. Text lives in buffers beside it. */
export interface DocumentsState {
  readonly sessions: Readonly<Record<string, SessionDocuments>>
  /** When an edit was last put on disk (ms). */
  readonly lastKeptAt?: number
  /** Documents with edits that are not on disk yet. */
  readonly unkept: number
  /** In the editor in front; absent without one. */
  readonly cursor?: EditorCursor
  readonly question?: DocumentQuestion
  /** Seconds that a run from the editor may take. */
  readonly limit: number

  /** Reads tabs and drafts of a session, once. Drafts without a tab get one. */
  restore(session: SessionRef): Promise<void>
  openFile(session: SessionRef, path: string): void
  /** Opens an empty scratch cell; returns its id. */
  newScratch(session: SessionRef): string
  activate(session: SessionRef, id: string): void
  /** The tab `by` places further, around the end. */
  activateNext(session: SessionRef, by: 1 | -1): void
  /** The last closed tab of this session again. */
  reopen(session: SessionRef): void
  /** Closes it, or asks first when text would be lost. */
  requestClose(session: SessionRef, id: string): void
  answerClose(answer: 'save' | 'discard' | 'cancel'): Promise<void>
  /** A scratch cell asks for a path first. Resolves when it is saved or it is known why not. */
  save(session: SessionRef, id: string): Promise<boolean>
  saveAll(session: SessionRef): Promise<void>
  /** Writes a scratch cell to a new file and opens that in its place. Rejects with `conflict` when one is there. */
  saveScratchAs(path: string): Promise<void>
  cancelQuestion(): void
  /** mine: writes the edits over what is there now. theirs: takes what is there; undo brings the edits back. */
  resolveConflict(session: SessionRef, id: string, take: 'mine' | 'theirs'): Promise<void>
  /** Shows the edits beside what is in the sandbox now. */
  compare(session: SessionRef, id: string): void
  /** What the file holds now, with `\n` alone. Rejects with `AppError`; `unsupported` when it is no text. */
  readTheirs(session: SessionRef, id: string): Promise<string>
  /** Reads a file again: after a failure, or because it may have changed. */
  reload(session: SessionRef, id: string): Promise<void>
  /** Reads all that was read before, or failed: the session can be asked again, or a run may have changed files. */
  reloadAll(session: SessionRef): Promise<void>
  /** Whether the session's files can be asked for now. */
  setLive(session: SessionRef, live: boolean): void
  setRunLanguage(session: SessionRef, id: string, language: RunLanguage): void
  setLimit(seconds: number): void
  setCursor(cursor: EditorCursor | undefined): void
  /** A file or folder was deleted here. */
  pathDeleted(session: SessionRef, path: string): void
  /** The session is deleted or forgotten: its drafts are gone already. */
  forgetSession(session: SessionRef): void
  /** The person changed the text of a buffer. */
  edited(session: SessionRef, id: string): void
  buffer(session: SessionRef, id: string): TextBuffer | undefined
  /** From now on the text lives there; it takes over the present text itself. */
  setBuffer(session: SessionRef, id: string, buffer: TextBuffer): void
  /** Puts every edit on disk now. */
  flush(): Promise<void>
}

export type DocumentsStore = StoreApi<DocumentsState>

import { isUnderWay } from '../../shared/domain/outcome.ts'
import type { Run } from '../../shared/domain/run.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import { sha256Of } from './documents-hash.ts'
import type { DocumentsStore } from './documents-state.ts'
import type { RunsStore } from './runs.ts'

/** Seconds offered for a run; the last is the API's hard end. */
export const runLimits = [10, 60, 290] as const

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

/** Puts the caret into the editor; false when there is none. */
export function focusEditor(): boolean {
  inFront?.focus()
  return inFront !== undefined
}

interface Stores {
  readonly documents: DocumentsStore
  readonly runs: RunsStore
}

/** The run of code that is under way in this session and was started last. */
export function activeRun(runs: readonly Run[]): Run | undefined {
  return runs.filter((run) => run.kind === 'code' && isUnderWay(run)).at(-1)
}

/**
 * Runs the document in front: what is marked, or all of it. Does nothing when there is none, when it is nothing that
 * runs, or when it is empty. The hash is that of the whole text, also for a marked part: it tells later whether the text
 * is still the one that the result belongs to.
 */
export async function runActive({ documents, runs }: Stores, session: SessionRef): Promise<Run | undefined> {
  const { sessions, buffer, limit } = documents.getState()
  const open = sessions[sessionKey(session)]
  const document = open?.active === undefined ? undefined : open.byId[open.active]
  const text = document && buffer(session, document.id)?.read()
  if (!document?.runLanguage || document.load.name !== 'ready' || text === undefined) return undefined
  const marked = inFront?.marked()
  const code = marked?.text ?? text
  if (code.trim() === '') return undefined
  return await runs.getState().start({
    kind: 'code',
    session,
    title: titleOf(document.title, marked),
    language: document.runLanguage,
    code,
    limit,
    sourceHash: await sha256Of(text),
    documentId: document.id,
  })
}

function titleOf(name: string, marked: MarkedText | undefined): string {
  const short = name.length > 80 ? `${name.slice(0, 79)}…` : name
  if (!marked) return short
  const { firstLine, lastLine } = marked
  return firstLine === lastLine ? `${short}, line ${firstLine}` : `${short}, lines ${firstLine}–${lastLine}`
}

/** Stops the run of code that is under way, if there is one. */
export async function stopActive({ runs }: Pick<Stores, 'runs'>, session: SessionRef): Promise<void> {
  const run = activeRun(runs.getState().sessions[sessionKey(session)]?.runs ?? [])
  if (run) await runs.getState().stop(run.id)
}

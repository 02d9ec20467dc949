import { isUnderWay } from '../../shared/domain/outcome.ts'
import type { Run, RunLanguage, RunPart } from '../../shared/domain/run.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import { sessionKey } from '../../shared/domain/session.ts'
import { codeCellsOf, partOf } from './documents-cells.ts'
import { sha256Of } from './documents-hash.ts'
import type { DocumentsStore } from './documents-state.ts'
import { editorInFront } from './editor-in-front.ts'
import type { RunsStore } from './runs.ts'

/** Seconds offered for a run; the last is the API's hard end. */
export const runLimits = [10, 60, 290] as const

/** What running from the editor needs of the stores. */
export interface RunStores {
  readonly documents: DocumentsStore
  readonly runs: RunsStore
}

/** The run of code that is under way in this session and was started last. */
export function activeRun(runs: readonly Run[]): Run | undefined {
  return runs.filter((run) => run.kind === 'code' && isUnderWay(run)).at(-1)
}

/** The document in front with its text, when it can run. */
export function runnableInFront(
  { documents }: Pick<RunStores, 'documents'>,
  session: SessionRef,
): RunnableDocument | undefined {
  const { sessions, buffer } = documents.getState()
  const open = sessions[sessionKey(session)]
  const document = open?.active === undefined ? undefined : open.byId[open.active]
  const text = document && buffer(session, document.id)?.read()
  if (!document?.runLanguage || document.load.name !== 'ready' || text === undefined) return undefined
  return {
    id: document.id,
    title: document.title,
    isFile: document.path !== undefined,
    language: document.runLanguage,
    text,
  }
}

export interface RunnableDocument {
  readonly id: string
  readonly title: string
  readonly isFile: boolean
  readonly language: RunLanguage
  /** With `\n` alone. */
  readonly text: string
}

/**
 * Runs a part of a document, or all of it. Does nothing when there is nothing in it. The hash is that of the whole text,
 * also for a part: it tells later whether the text is still the one that the result belongs to.
 * @param words what it is of the document: ", cell 2"
 */
export async function startRun(
  { documents, runs }: RunStores,
  session: SessionRef,
  { id, title, language, text }: RunnableDocument,
  what: { readonly code: string; readonly words: string; readonly part?: RunPart },
): Promise<Run | undefined> {
  if (what.code.trim() === '') return undefined
  const short = title.length > 80 ? `${title.slice(0, 79)}…` : title
  return await runs.getState().start({
    kind: 'code',
    session,
    title: short + what.words,
    language,
    code: what.code,
    limit: documents.getState().limit,
    sourceHash: await sha256Of(text),
    documentId: id,
    ...(what.part ? { part: what.part } : {}),
  })
}

/** Runs what is marked in the document in front, or all of it. Undefined when there is nothing to run. */
export async function runActive(stores: RunStores, session: SessionRef): Promise<Run | undefined> {
  const document = runnableInFront(stores, session)
  if (!document) return undefined
  const marked = editorInFront()?.marked()
  if (marked) {
    const { text: code, firstLine, lastLine } = marked
    const words = firstLine === lastLine ? `, line ${firstLine}` : `, lines ${firstLine}–${lastLine}`
    return await startRun(stores, session, document, { code, words, part: { firstLine, lastLine } })
  }
  const cells = document.language === 'python' ? codeCellsOf(document.text) : []
  const part = cells.length === 0 ? undefined : await partOf(cells, 1, cells.length, 1)
  const ran = part?.cells ? { part } : {}
  return await startRun(stores, session, document, { code: document.text, words: '', ...ran })
}

/** Stops the run of code that is under way, if there is one. */
export async function stopActive({ runs }: Pick<RunStores, 'runs'>, session: SessionRef): Promise<void> {
  const run = activeRun(runs.getState().sessions[sessionKey(session)]?.runs ?? [])
  if (run) await runs.getState().stop(run.id)
}

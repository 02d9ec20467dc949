import type { Run } from '../../shared/domain/run.ts'
import type { SessionRef } from '../../shared/domain/session.ts'
import type { CodeCell } from './documents-cells.ts'
import { codeCellsOf, partOf } from './documents-cells.ts'
import type { RunnableDocument, RunStores } from './documents-run.ts'
import { runnableInFront, startRun } from './documents-run.ts'
import { editorInFront } from './editor-in-front.ts'

/** The cells of a document that can run. A scratch cell without a `# %%` line is one cell. */
function cellsIn({ text, isFile, language }: RunnableDocument): readonly CodeCell[] {
  const cells = language === 'python' ? codeCellsOf(text) : []
  if (cells.length > 0 || isFile) return cells
  return [{ number: 1, firstLine: 1, lastLine: text.split('\n').length, code: text }]
}

interface InFront {
  readonly document: RunnableDocument
  readonly cells: readonly CodeCell[]
  /** That of the caret; above the first cell, the first. */
  readonly current: CodeCell
}

function cellsInFront(stores: RunStores, session: SessionRef): InFront | undefined {
  const document = runnableInFront(stores, session)
  const line = editorInFront()?.caretLine() ?? 1
  const cells = document ? cellsIn(document) : []
  const current = cells.filter(({ firstLine }) => firstLine <= line).at(-1) ?? cells[0]
  return document && current && { document, cells, current }
}

/** Numbers of cells, from 1. */
type Choice = (shown: InFront) => { readonly first: number; readonly last: number }

async function runChosen(stores: RunStores, session: SessionRef, choose: Choice): Promise<Run | undefined> {
  const shown = cellsInFront(stores, session)
  if (!shown) return undefined
  const { document, cells } = shown
  const { first, last } = choose(shown)
  const ran = cells.slice(first - 1, last)
  // What is above the first cell are comments, and one of them may say how the file is encoded.
  const firstLine = first === 1 ? 1 : (ran[0]?.firstLine ?? 1)
  const lastLine = ran.at(-1)?.lastLine ?? firstLine
  const code = document.text
    .split('\n')
    .slice(firstLine - 1, lastLine)
    .join('\n')
  const words =
    cells.length === 1 && !document.isFile ? '' : first === last ? `, cell ${first}` : `, cells ${first}–${last}`
  return await startRun(stores, session, document, {
    code,
    words,
    part: await partOf(cells, first, last, firstLine),
  })
}

/**
 * Runs one cell of the document in front as a program of its own; undefined when there is nothing to run.
 * @param number from 1; that of the caret when absent
 */
export function runCell(stores: RunStores, session: SessionRef, number?: number): Promise<Run | undefined> {
  return runChosen(stores, session, ({ current }) => ({
    first: number ?? current.number,
    last: number ?? current.number,
  }))
}

/**
 * Runs everything from the top of the document to the end of a cell as one program.
 * @param number from 1; that of the caret when absent
 */
export function runCellsTo(stores: RunStores, session: SessionRef, number?: number): Promise<Run | undefined> {
  return runChosen(stores, session, ({ current }) => ({ first: 1, last: number ?? current.number }))
}

/** Runs the cell of the caret, and goes to the next one while it runs. */
export function runCellAndGoOn(stores: RunStores, session: SessionRef): Promise<Run | undefined> {
  const run = runCell(stores, session)
  goToCell(stores, session, 1)
  return run
}

/** Puts the caret into the next or the previous cell; stays where there is none. */
export function goToCell(stores: RunStores, session: SessionRef, by: 1 | -1): void {
  const shown = cellsInFront(stores, session)
  const next = shown?.cells[shown.current.number - 1 + by]
  if (next) editorInFront()?.goToLine(Math.min(next.firstLine + 1, next.lastLine))
}

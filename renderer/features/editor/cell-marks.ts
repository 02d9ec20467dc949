import type { editor } from 'monaco-editor/editor/editor.api.js'
import type { Cell } from '../../../shared/domain/cells.ts'
import type { CellOutcome } from '../../state/cell-outcomes.ts'
import { monaco } from './monaco.ts'

/** Run ids by the decoration that follows the first line of their cell. They live as long as the text. */
const marksOf = new WeakMap<editor.ITextModel, ReadonlyMap<string, string>>()

/** Which run the cell of each number belonged to, wherever edits have moved it since. */
export function readMarks(model: editor.ITextModel, cells: readonly Cell[]): ReadonlyMap<number, string> {
  const marks = new Map<number, string>()
  if (!marksOf.has(model)) return marks
  const byLine = new Map(cells.map(({ firstLine, number }) => [firstLine, number]))
  for (const [decoration, runId] of marksOf.get(model) ?? []) {
    const line = model.getDecorationRange(decoration)?.startLineNumber
    const number = line === undefined ? undefined : byLine.get(line)
    if (number !== undefined) marks.set(number, runId)
  }
  return marks
}

/** Notes on the text which run each cell belongs to. */
export function writeMarks(
  model: editor.ITextModel,
  cells: readonly Cell[],
  outcomes: readonly (CellOutcome | undefined)[],
): void {
  const marked = cells.flatMap(({ firstLine }, index) => {
    const run = outcomes[index]?.run
    return run ? [{ firstLine, runId: run.id }] : []
  })
  const ids = model.deltaDecorations(
    [...(marksOf.get(model)?.keys() ?? [])],
    marked.map(({ firstLine }) => ({
      range: new monaco.Range(firstLine, 1, firstLine, 1),
      options: { stickiness: monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges },
    })),
  )
  marksOf.set(model, new Map(ids.map((id, index) => [id, marked[index]?.runId ?? ''])))
}

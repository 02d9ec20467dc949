import type { editor } from 'monaco-editor/editor/editor.api.js'
import styles from './code-editor.module.css'
import { monaco } from './monaco.ts'

/** Longer files are data; looking through all of one after each key would be felt. */
const longestFile = 20_000
const mostCells = 2000

/** The first line begins a cell in any case: above it is nothing to part it from. */
function cellLines(model: editor.ITextModel): number[] {
  if (model.getLanguageId() !== 'python' || model.getLineCount() > longestFile) return []
  const matches = model.findMatches('^\\s*# %%', false, true, true, null, false, mostCells)
  return matches.map(({ range }) => range.startLineNumber).filter((line) => line > 1)
}

/** Draws a hairline above each `# %%` line of Python. Returns what ends it. */
export function drawCellLines(shown: editor.IStandaloneCodeEditor): () => void {
  const lines = shown.createDecorationsCollection()
  let frame = 0
  const draw = () => {
    frame = 0
    const model = shown.getModel()
    lines.set(
      (model ? cellLines(model) : []).map((line) => ({
        range: new monaco.Range(line, 1, line, 1),
        options: { isWholeLine: true, className: styles.cellStart ?? null },
      })),
    )
  }
  // Once for all changes of a frame.
  const later = () => {
    if (frame === 0) frame = requestAnimationFrame(draw)
  }
  const listeners = [
    shown.onDidChangeModel(draw),
    shown.onDidChangeModelLanguage(draw),
    shown.onDidChangeModelContent(later),
  ]
  return () => {
    cancelAnimationFrame(frame)
    for (const listener of listeners) listener.dispose()
  }
}

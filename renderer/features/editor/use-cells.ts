import type { editor } from 'monaco-editor/editor/editor.api.js'
import { useEffect, useState } from 'react'
import type { CodeCell } from '../../state/documents-cells.ts'
import { codeCellsOf } from '../../state/documents-cells.ts'
import { readMarks } from './cell-marks.ts'

/** Longer files are data; looking through all of one after each key would be felt. */
const longestFile = 20_000

/** The cells of a text as it is drawn now. */
export interface DrawnCells {
  /** Of Monaco's text. */
  readonly version: number
  readonly cells: readonly CodeCell[]
  /** See `readMarks`. */
  readonly marks: ReadonlyMap<number, string>
}

function cellsIn(model: editor.ITextModel): DrawnCells {
  const hasCells = model.getLanguageId() === 'python' && model.getLineCount() <= longestFile
  const cells = hasCells ? codeCellsOf(model.getValue()) : []
  return { version: model.getVersionId(), cells, marks: readMarks(model, cells) }
}

/** Follows the cells of a text, once in a frame however much is typed in it. */
export function useCells(model: editor.ITextModel): DrawnCells {
  const [drawn, setDrawn] = useState(() => cellsIn(model))
  useEffect(() => {
    let frame = 0
    const read = () => {
      frame = 0
      setDrawn(cellsIn(model))
    }
    const later = () => {
      if (frame === 0) frame = requestAnimationFrame(read)
    }
    const listeners = [model.onDidChangeContent(later), model.onDidChangeLanguage(later)]
    return () => {
      cancelAnimationFrame(frame)
      for (const listener of listeners) listener.dispose()
    }
  }, [model])
  return drawn
}

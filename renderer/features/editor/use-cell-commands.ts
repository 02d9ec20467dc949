import type { SessionRef } from '../../../shared/domain/session.ts'
import type { OpenDocument } from '../../state/documents-types.ts'
import { useCommand, useStores } from '../../state/provider.tsx'
import { goToCell, runCell, runCellAndGoOn, runCellsTo } from '../../state/run-cells.ts'

/** A document that is one cell, or has `# %%` lines. */
export function hasCells(document: OpenDocument | undefined): boolean {
  if (!document?.runLanguage) return false
  return document.path === undefined || (document.language === 'python' && document.cells !== undefined)
}

/** The keys of cells. In a document without any they are not taken: Shift+Enter is a new line there. */
export function useCellCommands(session: SessionRef, document: OpenDocument | undefined, canRun: boolean): void {
  const stores = useStores()
  const isThere = hasCells(document)
  const canRunCells = canRun && isThere
  const several = isThere && document?.cells !== undefined
  useCommand('run.cell', () => void runCell(stores, session), canRunCells, document?.title)
  useCommand('run.cellGoOn', () => void runCellAndGoOn(stores, session), canRunCells, document?.title)
  useCommand('run.cellsToHere', () => void runCellsTo(stores, session), canRunCells && several, document?.title)
  useCommand('cell.next', () => goToCell(stores, session, 1), several, document?.title)
  useCommand('cell.previous', () => goToCell(stores, session, -1), several, document?.title)
}

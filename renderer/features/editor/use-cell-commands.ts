import type { SessionRef } from '../../../shared/domain/session.ts'
import { commands } from '../../state/command-table.ts'
import type { OpenDocument } from '../../state/documents-types.ts'
import { keyLabel } from '../../state/keys.ts'
import { useCommand, useKeyHost, useStores, useSubject } from '../../state/provider.tsx'
import { goToCell, runCell, runCellAndGoOn, runCellsTo } from '../../state/run-cells.ts'
import type { MenuEntry } from '../../ui/menu.tsx'

const entries = ['run.cell', 'run.cellGoOn', 'run.cellsToHere', 'cell.next', 'cell.previous'] as const

/** The commands of cells for a menu, with their keys; none for a document without cells. */
export function useCellEntries(isThere: boolean): readonly MenuEntry[] {
  const stores = useStores()
  const host = useKeyHost()
  const handlers = useSubject('commands', (state) => state.handlers)
  if (!isThere) return []
  return [
    ...entries.map((id) => ({
      id,
      label: commands[id].title,
      keys: keyLabel(id, host),
      disabled: handlers[id] === undefined,
      onSelect: () => void stores.commands.getState().run(id),
    })),
    { id: 'cells-end', separator: true },
  ]
}

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

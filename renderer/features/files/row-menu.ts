import { parentFolder, workspacePath } from '../../../shared/domain/file.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import { DeleteIcon, NewFolderIcon, NewIcon } from '../../ui/icons.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import type { EntryRow } from './visible-rows.ts'

interface RowActions {
  readonly open: (row: EntryRow) => void
  readonly create: (folder: string, kind: 'file' | 'folder') => void
  readonly askDelete: (row: EntryRow) => void
}

/** What can be done with a file or folder. New ones go into it, or beside it. */
export function rowMenu(row: EntryRow, { open, create, askDelete }: RowActions): readonly MenuEntry[] {
  const { entry, isFolder } = row
  const folder = isFolder ? entry.path : parentFolder(entry.path)
  // The workspace itself stays.
  const isFixed = entry.path === workspacePath
  return [
    ...(isFolder ? [] : [{ id: 'open', label: 'Open', onSelect: () => open(row) }]),
    { id: 'new-file', label: 'New file', icon: NewIcon, onSelect: () => create(folder, 'file') },
    { id: 'new-folder', label: 'New folder', icon: NewFolderIcon, onSelect: () => create(folder, 'folder') },
    { id: 'copy', label: 'Copy path', onSelect: () => void navigator.clipboard.writeText(shownPath(entry.path)) },
    { id: 'line', separator: true },
    {
      id: 'delete',
      label: 'Delete…',
      icon: DeleteIcon,
      danger: true,
      disabled: isFixed,
      onSelect: () => askDelete(row),
    },
  ]
}

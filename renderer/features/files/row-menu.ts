import { parentFolder, workspacePath } from '../../../shared/domain/file.ts'
import {
  ConsoleIcon,
  DeleteIcon,
  DownloadIcon,
  InfoIcon,
  NewFolderIcon,
  NewIcon,
  RenameIcon,
  UploadIcon,
} from '../../ui/icons.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import type { EntryRow } from './visible-rows.ts'

/** What the tree does with its rows. */
export interface RowActions {
  open(row: EntryRow): void
  create(folder: string, kind: 'file' | 'folder'): void
  rename(row: EntryRow): void
  askDelete(row: EntryRow): void
  copyPath(row: EntryRow): void
  take(row: EntryRow, how: 'copy' | 'cut'): void
  put(row: EntryRow): void
  save(row: EntryRow): void
  chooseUpload(folder: string): void
  openConsole(folder: string): void
  showFacts(row: EntryRow): void
}

interface MenuFacts {
  /** Rows that the menu is for: all that is marked, or one. */
  readonly count: number
  readonly canPut: boolean
  readonly mac: boolean
  /** "Copy as Python SDK", "Copy as curl". */
  readonly copies: readonly MenuEntry[]
  /** The same for what "Paste" does. */
  readonly putCopies: readonly MenuEntry[]
}

/** The folder that a row stands for: itself, or the one that holds it. */
export function folderOf({ entry, isFolder }: EntryRow): string {
  return isFolder ? entry.path : parentFolder(entry.path)
}

/** What can be done with a file or folder, or with several. New ones go into it, or beside it. */
export function rowMenu(
  row: EntryRow,
  actions: RowActions,
  { count, canPut, mac, copies, putCopies }: MenuFacts,
): readonly MenuEntry[] {
  const { entry, isFolder } = row
  const folder = folderOf(row)
  // The folder at the top, and the workspace itself, stay.
  const isFixed = entry.path === workspacePath || row.level === 1
  const many = count > 1
  const key = (letter: string) => (mac ? `⌘${letter}` : `Ctrl ${letter}`)
  const canSave = !many && (entry.type === 'file' || (entry.type === 'link' && !isFolder))
  return [
    ...(isFolder || many ? [] : [{ id: 'open', label: 'Open', onSelect: () => actions.open(row) }]),
    { id: 'new-file', label: 'New file', icon: NewIcon, onSelect: () => actions.create(folder, 'file') },
    { id: 'new-folder', label: 'New folder', icon: NewFolderIcon, onSelect: () => actions.create(folder, 'folder') },
    { id: 'upload', label: 'Upload files…', icon: UploadIcon, onSelect: () => actions.chooseUpload(folder) },
    { id: 'line-1', separator: true },
    ...(isFixed
      ? []
      : [
          { id: 'cut', label: 'Cut', keys: key('X'), onSelect: () => actions.take(row, 'cut') },
          { id: 'copy', label: 'Copy', keys: key('C'), onSelect: () => actions.take(row, 'copy') },
        ]),
    { id: 'paste', label: 'Paste', keys: key('V'), disabled: !canPut, onSelect: () => actions.put(row) },
    ...putCopies,
    { id: 'copy-path', label: many ? 'Copy paths' : 'Copy path', onSelect: () => actions.copyPath(row) },
    ...copies,
    { id: 'line-2', separator: true },
    ...(canSave ? [{ id: 'save', label: 'Save a copy…', icon: DownloadIcon, onSelect: () => actions.save(row) }] : []),
    { id: 'console', label: 'Open a console here', icon: ConsoleIcon, onSelect: () => actions.openConsole(folder) },
    ...(many ? [] : [{ id: 'facts', label: 'Properties…', icon: InfoIcon, onSelect: () => actions.showFacts(row) }]),
    ...(isFixed
      ? []
      : [
          { id: 'line-3', separator: true as const },
          ...(many
            ? []
            : [{ id: 'rename', label: 'Rename', icon: RenameIcon, keys: 'F2', onSelect: () => actions.rename(row) }]),
          {
            id: 'delete',
            label: many ? `Delete ${count}…` : 'Delete…',
            icon: DeleteIcon,
            keys: mac ? '⌦' : 'Del',
            danger: true,
            onSelect: () => actions.askDelete(row),
          },
        ]),
  ]
}

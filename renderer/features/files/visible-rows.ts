import type { FileEntry } from '../../../shared/domain/file.ts'
import { baseName, workspacePath } from '../../../shared/domain/file.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { FolderState, SessionFiles } from '../../state/files.ts'
import { rootOf } from '../../state/files.ts'

/** A file or folder as one line of the tree. */
export interface EntryRow {
  readonly kind: 'entry'
  readonly key: string
  readonly entry: FileEntry
  /** From 1. */
  readonly level: number
  readonly setSize: number
  /** From 1. */
  readonly position: number
  readonly isFolder: boolean
  readonly isExpanded: boolean
}

/** A line that is no entry: where a name is typed, or what is to say about a folder. */
export interface ExtraRow {
  readonly kind: 'new-name' | 'loading' | 'error' | 'empty'
  readonly key: string
  readonly folder: string
  readonly level: number
}

export type FileRow = EntryRow | ExtraRow

/** Can it be opened like a folder? */
export function isFolder(entry: FileEntry): boolean {
  return entry.type === 'folder' || (entry.type === 'link' && entry.leadsToFolder === true)
}

/** The line at the top. The workspace goes by its name, any other folder by its whole path. */
function rootEntry(path: string): FileEntry {
  const name = path === workspacePath ? baseName(path) : shownPath(path)
  return { name, path, type: 'folder', size: 0, modifiedAt: 0, mode: 0 }
}

/**
 * The tree as the lines that are drawn, top to bottom.
 * @param newIn the folder in which a name is being typed
 */
export function visibleRows(files: SessionFiles, newIn: string | undefined): readonly FileRow[] {
  const expanded = new Set(files.expanded)
  const rows: FileRow[] = []

  function add(entry: FileEntry, level: number, setSize: number, position: number): void {
    const folder = isFolder(entry)
    const isExpanded = folder && expanded.has(entry.path)
    rows.push({
      kind: 'entry',
      key: entry.path,
      entry,
      level,
      setSize,
      position,
      isFolder: folder,
      isExpanded,
    })
    if (isExpanded) addInside(entry.path, files.folders[entry.path], level + 1)
  }

  function addExtra(kind: ExtraRow['kind'], folder: string, level: number): void {
    rows.push({ kind, key: `${kind} ${folder}`, folder, level })
  }

  function addInside(path: string, state: FolderState | undefined, level: number): void {
    if (newIn === path) addExtra('new-name', path, level)
    const { listing, error, loadingSince } = state ?? {}
    // A link to a folder above it would else unfold for ever.
    if (level > 64) return
    listing?.entries.forEach((entry, index) => {
      add(entry, level, listing.entries.length, index + 1)
    })
    if (error) addExtra('error', path, level)
    else if (listing === undefined && loadingSince !== undefined) addExtra('loading', path, level)
    else if (listing?.entries.length === 0 && newIn !== path) addExtra('empty', path, level)
  }

  add(rootEntry(rootOf(files)), 1, 1, 1)
  return rows
}

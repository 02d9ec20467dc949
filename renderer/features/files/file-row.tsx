import type { DragEvent, MouseEvent } from 'react'
import { classNames } from '../../ui/class-names.ts'
import { formatSize } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { ChevronDownIcon, ChevronRightIcon, CodeIcon, FileIcon, FolderIcon, PictureIcon } from '../../ui/icons.ts'
import styles from './files-pane.module.css'
import type { EntryRow } from './visible-rows.ts'

interface FileRowProps {
  readonly row: EntryRow
  readonly isFocused: boolean
  /** In front in the editor, or marked. */
  readonly isSelected: boolean
  readonly isUnsaved: boolean
  readonly isStale: boolean
  readonly isCode: boolean
  /** It was cut, and is to be put elsewhere. */
  readonly isCut: boolean
  /** Files that are dragged would go into it. */
  readonly isDropTarget: boolean
  readonly onFocus: () => void
  readonly onClick: (event: MouseEvent) => void
  readonly onDragStart: (event: DragEvent) => void
}

/** Left edge of a level (px): 10, then 14 for each. */
export function indentOf(level: number): number {
  return 10 + (level - 1) * 14
}

/** Behind the name: what it is, where that is not plain. */
function noteOf({ entry, isFolder }: EntryRow, isUnsaved: boolean): string {
  if (isUnsaved) return 'unsaved'
  if (entry.special) return entry.special.replace('-', ' ')
  // Its size is the length of where it leads.
  if (entry.type === 'link') return isFolder ? '' : 'link'
  return isFolder || entry.type === 'other' ? '' : formatSize(entry.size)
}

/** A file or folder of the tree, 24 px. */
export function FileRowView({ row, isFocused, isSelected, isStale, isCut, isDropTarget, ...props }: FileRowProps) {
  const { entry, level, isFolder } = row
  const note = noteOf(row, props.isUnsaved)
  const spoken = [
    entry.name,
    isFolder ? 'folder' : '',
    entry.type === 'link' && isFolder ? 'link' : '',
    note,
    isCut ? 'cut' : '',
  ]
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all rows
    <div
      role="treeitem"
      id={`file-${row.key}`}
      data-path={entry.path}
      aria-label={spoken.filter(Boolean).join(', ')}
      aria-level={level}
      aria-setsize={row.setSize}
      aria-posinset={row.position}
      aria-selected={isSelected}
      aria-expanded={isFolder ? row.isExpanded : undefined}
      tabIndex={isFocused ? 0 : -1}
      data-region-focus={isFocused || undefined}
      className={classNames(
        styles.row,
        isSelected && styles.selected,
        (isStale || isCut) && styles.stale,
        isDropTarget && styles.dropTarget,
      )}
      style={{ paddingLeft: indentOf(level) }}
      draggable={level > 1}
      onDragStart={props.onDragStart}
      // Whatever gave it the focus: what is done by a key is done with what has it.
      onFocus={props.onFocus}
      onClick={props.onClick}
      onContextMenu={props.onFocus}
    >
      <span className={styles.twig}>
        {isFolder && <Icon of={row.isExpanded ? ChevronDownIcon : ChevronRightIcon} size={14} />}
      </span>
      <Icon
        of={isFolder ? FolderIcon : props.isCode ? CodeIcon : isPicture(entry.path) ? PictureIcon : FileIcon}
        size={14}
      />
      <span className={styles.name}>{entry.name}</span> <span className={styles.size}>{note}</span>
    </div>
  )
}

function isPicture(path: string): boolean {
  return /\.(png|jpe?g|gif|webp|avif|bmp|ico)$/i.test(path)
}

import type { MouseEvent } from 'react'
import { classNames } from '../../ui/class-names.ts'
import { formatSize } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { ChevronDownIcon, ChevronRightIcon, CodeIcon, FileIcon, FolderIcon } from '../../ui/icons.ts'
import styles from './files-pane.module.css'
import type { EntryRow } from './visible-rows.ts'

interface FileRowProps {
  readonly row: EntryRow
  readonly isFocused: boolean
  readonly isSelected: boolean
  readonly isUnsaved: boolean
  readonly isStale: boolean
  readonly isCode: boolean
  readonly onFocus: () => void
  readonly onOpen: () => void
}

/** Left edge of a level (px): 10, then 14 for each. */
export function indentOf(level: number): number {
  return 10 + (level - 1) * 14
}

/** A file or folder of the tree, 24 px. */
export function FileRowView({ row, isFocused, isSelected, isUnsaved, isStale, isCode, onFocus, onOpen }: FileRowProps) {
  const { entry, level, isFolder } = row
  const note = isUnsaved ? 'unsaved' : isFolder || entry.type === 'other' ? '' : formatSize(entry.size)
  const spoken = [entry.name, isFolder ? 'folder' : '', entry.type === 'link' ? 'link' : '', note]
  function onClick(event: MouseEvent) {
    onFocus()
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    onOpen()
  }
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
      className={classNames(styles.row, isSelected && styles.selected, isStale && styles.stale)}
      style={{ paddingLeft: indentOf(level) }}
      onClick={onClick}
      onContextMenu={onFocus}
    >
      <span className={styles.twig}>
        {isFolder && <Icon of={row.isExpanded ? ChevronDownIcon : ChevronRightIcon} size={14} />}
      </span>
      <Icon of={isFolder ? FolderIcon : isCode ? CodeIcon : FileIcon} size={14} />
      <span className={styles.name}>{entry.name}</span> <span className={styles.size}>{note}</span>
    </div>
  )
}

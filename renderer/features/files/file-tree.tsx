import { useVirtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { FileEntry } from '../../../shared/domain/file.ts'
import { workspacePath } from '../../../shared/domain/file.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { runLanguageOf } from '../../state/documents-language.ts'
import { focusEditor, wantEditorFocus } from '../../state/editor-in-front.ts'
import type { SessionFiles } from '../../state/files.ts'
import { rootOf } from '../../state/files.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import type { MenuEntry } from '../../ui/menu.tsx'
import { ContextMenu } from '../../ui/menu.tsx'
import { ExtraRowView } from './extra-row.tsx'
import { FileRowView } from './file-row.tsx'
import styles from './files-pane.module.css'
import { rowMenu } from './row-menu.ts'
import { parentRow, typedAhead } from './tree-keys.ts'
import type { EntryRow } from './visible-rows.ts'
import { visibleRows } from './visible-rows.ts'

interface FileTreeProps {
  readonly session: Session
  readonly files: SessionFiles
  readonly isStale: boolean
}

/** The tree of a sandbox's workspace. Only the rows in sight are drawn. */
export function FileTree({ session, files: shown, isStale }: FileTreeProps) {
  const { files, documents, notices } = useStores()
  const key = sessionKey(session)
  const creating = useSubject('files', (state) => state.creating)
  const open = useSubject('documents', (state) => state.sessions[key])
  const newIn = creating && sessionKey(creating.session) === key ? creating.folder : undefined
  const rows = useMemo(() => visibleRows(shown, newIn), [shown, newIn])
  const scroller = useRef<HTMLDivElement>(null)
  const [focusedKey, setFocusedKey] = useState<string>(rootOf(shown))
  const typed = useRef({ text: '', at: 0 })
  const activePath = open?.active === undefined ? undefined : open.byId[open.active]?.path
  const unsaved = useMemo(
    () => new Set(Object.values(open?.byId ?? {}).flatMap(({ dirty, path }) => (dirty && path ? [path] : []))),
    [open],
  )
  const focusedAt = rows.findIndex((row) => row.key === focusedKey)
  const focused = rows[Math.max(focusedAt, 0)]
  const focusedEntry = focused?.kind === 'entry' ? focused : undefined

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 24,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  })

  const isDeleting = useSubject('files', (state) => state.deleting !== undefined)
  const wasDeleting = useRef(false)
  useEffect(() => {
    if (wasDeleting.current && !isDeleting) focusAfterDialog(focusedKey)
    wasDeleting.current = isDeleting
  }, [isDeleting, focusedKey])

  function focusRow(row: EntryRow | undefined) {
    if (!row) return
    setFocusedKey(row.key)
    virtual.scrollToIndex(rows.indexOf(row))
    // Drawn with the next frame when it was out of sight.
    requestAnimationFrame(() => document.getElementById(`file-${row.key}`)?.focus())
  }

  const reveal = useEffectEvent((path: string) => {
    const row = rows.find((one) => one.kind === 'entry' && one.key === path)
    if (row?.kind === 'entry') focusRow(row)
    else notices.getState().toast({ tone: 'accent', text: `${shownPath(path)} is not there any more.` })
    files.getState().wasRevealed(session)
  })
  const { revealed } = shown
  useEffect(() => {
    if (revealed !== undefined) reveal(revealed)
  }, [revealed])

  /** The entry `by` rows further, past what is no entry; the last one at the ends. */
  function rowFrom(start: number, by: 1 | -1): EntryRow | undefined {
    for (let at = start + by; at >= 0 && at < rows.length; at += by) {
      const row = rows[at]
      if (row?.kind === 'entry') return row
    }
    return undefined
  }

  /** @param toEditor the person goes on in the editor; otherwise the focus stays in the tree */
  function openRow(row: EntryRow, toEditor = false) {
    const { entry } = row
    if (row.isFolder) {
      if (row.isExpanded) files.getState().close(session, entry.path)
      else void files.getState().open(session, entry.path)
    } else if (entry.type === 'other')
      notices.getState().toast({ tone: 'accent', text: `${entry.name} is not opened: it is no file with a content.` })
    else {
      if (toEditor) (entry.path === activePath ? focusEditor : wantEditorFocus)()
      documents.getState().openFile(session, entry.path)
    }
  }

  function askDelete(row: EntryRow) {
    if (row.entry.path === workspacePath || row.entry.path === rootOf(shown)) return
    // What has the focus goes: the next one gets it afterwards.
    setFocusedKey((rowFrom(rows.indexOf(row), 1) ?? rowFrom(rows.indexOf(row), -1))?.key ?? rootOf(shown))
    files.getState().askDelete(session, row.entry)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || !focusedEntry) return
    const at = rows.indexOf(focusedEntry)
    const { isFolder, isExpanded, entry } = focusedEntry
    if (event.key === 'ArrowDown') focusRow(rowFrom(at, 1))
    else if (event.key === 'ArrowUp') focusRow(rowFrom(at, -1))
    else if (event.key === 'Home') focusRow(rowFrom(-1, 1))
    else if (event.key === 'End') focusRow(rowFrom(rows.length, -1))
    else if (event.key === 'ArrowRight') {
      if (isFolder && !isExpanded) void files.getState().open(session, entry.path)
      else if (isFolder) focusRow(rowFrom(at, 1))
    } else if (event.key === 'ArrowLeft') {
      if (isExpanded) files.getState().close(session, entry.path)
      else focusRow(parentRow(rows, at))
    } else if (event.key === 'Enter') openRow(focusedEntry, true)
    else if (event.key === ' ') openRow(focusedEntry)
    else if (event.key === 'Delete') askDelete(focusedEntry)
    else if (event.key.length === 1) {
      const now = Date.now()
      typed.current = { text: (now - typed.current.at < 700 ? typed.current.text : '') + event.key, at: now }
      focusRow(typedAhead(rows, at, typed.current.text))
    } else return
    event.preventDefault()
  }

  function menu(): readonly MenuEntry[] {
    if (!focusedEntry) return []
    return rowMenu(focusedEntry, { open: openRow, create, askDelete })
  }

  function create(folder: string, kind: 'file' | 'folder') {
    // After the menu has given the focus back, which would else leave the field at once.
    requestAnimationFrame(() => files.getState().startCreating(session, folder, kind))
  }

  return (
    <ContextMenu items={menu}>
      <div
        ref={scroller}
        role="tree"
        tabIndex={-1}
        aria-label={`Files of ${session.name}`}
        className={styles.tree}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" className={styles.inner} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key: slot, start }) => {
            const row = rows[index]
            if (!row) return null
            return (
              <div
                key={slot}
                role="presentation"
                ref={virtual.measureElement}
                data-index={index}
                className={styles.slot}
                style={{ transform: `translateY(${start}px)` }}
              >
                {row.kind === 'entry' ? (
                  <FileRowView
                    row={row}
                    isFocused={row === focused}
                    isSelected={row.entry.path === activePath && !row.isFolder}
                    isUnsaved={unsaved.has(row.entry.path)}
                    isStale={isStale}
                    isCode={isCode(row.entry)}
                    onFocus={() => setFocusedKey(row.key)}
                    onOpen={() => openRow(row)}
                  />
                ) : (
                  <ExtraRowView row={row} session={session} files={shown} />
                )}
              </div>
            )
          })}
        </div>
      </div>
    </ContextMenu>
  )
}

/** Gives the focus to a row once the dialog has given it back to what may be gone. */
function focusAfterDialog(key: string): void {
  setTimeout(() => document.getElementById(`file-${key}`)?.focus())
}

function isCode(entry: FileEntry): boolean {
  return entry.type === 'file' && runLanguageOf(entry.path) !== undefined
}

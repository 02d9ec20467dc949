import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { FileEntry } from '../../../shared/domain/file.ts'
import { hasRawBytes, shownPath } from '../../../shared/domain/path-bytes.ts'
import type { Session, SessionRef } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { runLanguageOf } from '../../state/documents-language.ts'
import type { SessionFiles } from '../../state/files.ts'
import { rootOf } from '../../state/files.ts'
import { useKeyHost, useStores, useSubject } from '../../state/provider.tsx'
import { copyEntries } from '../../ui/copy-entries.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { ContextMenu } from '../../ui/menu.tsx'
import { putCalls } from './change-calls.ts'
import { droppedFiles } from './dropped-files.ts'
import { ExtraRowView } from './extra-row.tsx'
import { FileRowView } from './file-row.tsx'
import styles from './files-pane.module.css'
import { readCall } from './read-call.ts'
import { RenameRow } from './rename-row.tsx'
import { folderOf, rowMenu } from './row-menu.ts'
import { uploadInto } from './upload-into.ts'
import { dragPaths, useDropTarget } from './use-drop-target.ts'
import { useMarks } from './use-marks.ts'
import { useRowActions } from './use-row-actions.ts'
import { useLastingRow } from './use-tree-focus.ts'
import { useTreeKeys } from './use-tree-keys.ts'
import type { EntryRow } from './visible-rows.ts'
import { visibleRows } from './visible-rows.ts'

interface FileTreeProps {
  readonly session: Session
  readonly files: SessionFiles
  readonly isStale: boolean
}

/** The tree of a sandbox's workspace. Only the rows in sight are drawn. */
export function FileTree({ session, files: shown, isStale }: FileTreeProps) {
  const stores = useStores()
  const { files, notices } = stores
  const key = sessionKey(session)
  const root = rootOf(shown)
  const creating = useSubject('files', (state) => state.creating)
  const renaming = useSubject('files', (state) => state.renaming)
  const taken = useSubject('files', (state) => state.taken)
  const open = useSubject('documents', (state) => state.sessions[key])
  const connection = useSubject('connections', ({ list }) => list?.find(({ id }) => id === session.connectionId))
  const isOurs = (one: { readonly session: SessionRef } | undefined) =>
    one !== undefined && sessionKey(one.session) === key
  const newIn = isOurs(creating) ? creating?.folder : undefined
  const renamed = isOurs(renaming) ? renaming?.entry.path : undefined
  const cut = useMemo(() => new Set(taken?.how === 'cut' ? taken.paths : []), [taken])
  const rows = useMemo(() => visibleRows(shown, newIn), [shown, newIn])
  const scroller = useRef<HTMLDivElement>(null)
  const [focusedKey, setFocusedKey] = useState<string>(root)
  const activePath = open?.active === undefined ? undefined : open.byId[open.active]?.path
  const unsaved = useMemo(
    () => new Set(Object.values(open?.byId ?? {}).flatMap(({ dirty, path }) => (dirty && path ? [path] : []))),
    [open],
  )
  const focused = useLastingRow(rows, focusedKey)
  const focusedEntry = focused?.kind === 'entry' ? focused : undefined
  const marks = useMarks(rows, root)
  const { mac } = useKeyHost()

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 24,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  })

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

  const actions = useRowActions({ session, together: marks.with, activePath })
  const onKeyDown = useTreeKeys({ rows, focused: focusedEntry, actions, marks, focusRow })
  const drop = useDropTarget({
    rows,
    root,
    isOn: !isStale,
    onFiles: (folder, data) => void droppedFiles(data).then((chosen) => uploadInto(stores, session, folder, chosen)),
    onMove: actions.moveInto,
  })

  function menu(): readonly MenuEntry[] {
    if (!focusedEntry) return []
    const rowsOf = marks.with(focusedEntry)
    const sandboxId = session.server?.sandboxId
    const calls = rowsOf.flatMap(({ entry, isFolder }) =>
      sandboxId === undefined || hasRawBytes(entry.path) || entry.type === 'other'
        ? []
        : [readCall(sandboxId, entry.path, isFolder)],
    )
    return rowMenu(focusedEntry, actions, {
      count: rowsOf.length,
      canPut: isOurs(taken),
      mac,
      copies: copyEntries(copyTexts(calls, connection, stores), sayCopied(stores)),
      putCopies:
        sandboxId === undefined || !taken || !isOurs(taken)
          ? []
          : copyEntries(
              copyTexts(
                putCalls(sandboxId, taken.paths, taken.how, folderOf(focusedEntry)),
                connection,
                stores,
                taken.how === 'cut' ? 'moving' : 'copying',
              ),
              sayCopied(stores),
            ),
    })
  }

  function drawEntry(row: EntryRow) {
    if (row.entry.path === renamed)
      return <RenameRow row={row} session={session} onDone={(path) => focusAfterRename(path)} />
    return (
      <FileRowView
        row={row}
        isFocused={row === focused}
        isSelected={marks.paths.has(row.key) || (row.entry.path === activePath && !row.isFolder)}
        isUnsaved={unsaved.has(row.entry.path)}
        isStale={isStale}
        isCode={isCode(row.entry)}
        isCut={cut.has(row.entry.path)}
        isDropTarget={drop.folder === row.entry.path}
        onFocus={() => setFocusedKey(row.key)}
        onClick={(event) => {
          setFocusedKey(row.key)
          if (!marks.click(row, event)) actions.open(row)
        }}
        onDragStart={(event) =>
          dragPaths(
            event,
            marks.with(row).map(({ entry }) => entry.path),
          )
        }
      />
    )
  }

  function focusAfterRename(path: string): void {
    setFocusedKey(path)
    requestAnimationFrame(() => document.getElementById(`file-${path}`)?.focus())
  }

  return (
    <ContextMenu items={menu}>
      <div
        ref={scroller}
        role="tree"
        tabIndex={-1}
        aria-label={`Files of ${session.name}`}
        aria-multiselectable
        className={styles.tree}
        data-drop={drop.folder === undefined ? undefined : true}
        onKeyDown={onKeyDown}
        {...drop.handlers}
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
                {row.kind === 'entry' ? drawEntry(row) : <ExtraRowView row={row} session={session} files={shown} />}
              </div>
            )
          })}
        </div>
      </div>
    </ContextMenu>
  )
}

function isCode(entry: FileEntry): boolean {
  return entry.type === 'file' && runLanguageOf(entry.path) !== undefined
}

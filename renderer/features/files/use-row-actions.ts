import { pathForShell, shownPath } from '../../../shared/domain/path-bytes.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import { focusEditor, wantEditorFocus } from '../../state/editor-in-front.ts'
import { showError } from '../../state/error-actions.ts'
import type { ChangesDone } from '../../state/files-changes.ts'
import { useStores } from '../../state/provider.tsx'
import { formatCount } from '../../ui/format.ts'
import { chooseFiles } from './choose-files.ts'
import { followMoved, unsavedBelow } from './follow-moved.ts'
import { openConsoleIn } from './open-console.ts'
import type { RowActions } from './row-menu.ts'
import { folderOf } from './row-menu.ts'
import { uploadInto } from './upload-into.ts'
import type { EntryRow } from './visible-rows.ts'

interface Options {
  readonly session: Session
  /** What is done with this row is done with these. */
  readonly together: (row: EntryRow) => readonly EntryRow[]
  /** Of the document in front. */
  readonly activePath: string | undefined
}

export interface TreeActions extends RowActions {
  /** @param toEditor the person goes on in the editor; otherwise the focus stays in the tree */
  open(row: EntryRow, toEditor?: boolean): void
  moveInto(paths: readonly string[], folder: string): void
}

/** What the tree does with its rows. */
export function useRowActions({ session, together, activePath }: Options): TreeActions {
  const stores = useStores()
  const { files, documents, notices, dialogs, transfers } = stores
  const say = (text: string) => notices.getState().toast({ tone: 'accent', text })

  /** What became of files that were moved or copied; what is seen in the tree is not said again. */
  function tell(what: string, { done, failed }: ChangesDone): void {
    followMoved(stores, session, done)
    if (!failed) return
    const name = shownPath(failed.path)
    const { title, advice, ...rest } = showError(stores, failed.error, `${name} was not ${what}`, { session })
    const before = done.length > 0 ? `${formatCount(done.length)} before it were.` : ''
    const text = [title, before, advice].filter((one) => one !== '').join(' ')
    notices.getState().toast({ tone: 'err', text, ...rest })
  }

  /** Edits belong to the name that their file has. */
  function hasUnsaved(paths: readonly string[], what: string): boolean {
    const title = unsavedBelow(stores, session, paths)
    if (title !== undefined) say(`${title} has edits that are not saved. Save or close it, then ${what}.`)
    return title !== undefined
  }

  const paths = (row: EntryRow) => together(row).map(({ entry }) => entry.path)

  async function moveInto(moved: readonly string[], folder: string): Promise<void> {
    if (hasUnsaved(moved, 'move it')) return
    tell('moved', await files.getState().moveInto(session, moved, folder))
  }

  async function put(row: EntryRow): Promise<void> {
    const { taken } = files.getState()
    if (taken?.how === 'cut' && hasUnsaved(taken.paths, 'move it')) return
    const done = await files.getState().put(folderOf(row))
    // A copy is another file: documents stay with theirs.
    tell(taken?.how === 'cut' ? 'moved' : 'copied', taken?.how === 'cut' ? done : { ...done, done: [] })
  }

  return {
    open(row, toEditor = false) {
      const { entry } = row
      if (row.isFolder) {
        if (row.isExpanded) files.getState().close(session, entry.path)
        else void files.getState().open(session, entry.path)
      } else if (entry.type === 'other') dialogs.getState().show({ kind: 'file', session, path: entry.path })
      else {
        if (toEditor) (entry.path === activePath ? focusEditor : wantEditorFocus)()
        documents.getState().openFile(session, entry.path)
      }
    },

    create(folder, kind) {
      // After the menu has given the focus back, which would else leave the field at once.
      requestAnimationFrame(() => files.getState().startCreating(session, folder, kind))
    },

    rename(row) {
      if (row.level === 1 || hasUnsaved([row.entry.path], 'rename it')) return
      requestAnimationFrame(() => files.getState().startRenaming(session, row.entry))
    },

    askDelete(row) {
      const rows = together(row).filter(({ level }) => level > 1)
      if (rows.length === 0) return
      files.getState().askDelete(
        session,
        rows.map(({ entry }) => entry),
      )
    },

    copyPath(row) {
      const said = sayCopied(stores)
      navigator.clipboard.writeText(paths(row).map(asText).join('\n')).then(
        () => said(true),
        () => said(false),
      )
    },

    take(row, how) {
      const rows = together(row).filter(({ level }) => level > 1)
      if (rows.length === 0) return
      files.getState().take(
        session,
        rows.map(({ entry }) => entry.path),
        how,
      )
      const what = rows.length === 1 ? row.entry.name : `${formatCount(rows.length)} files and folders`
      notices.getState().announce(how === 'cut' ? `${what} cut` : `${what} copied`)
    },

    put: (row) => void put(row),
    moveInto: (moved, folder) => void moveInto(moved, folder),
    save: (row) => void transfers.getState().save(session, row.entry.path),
    chooseUpload: (folder) => void chooseFiles().then((chosen) => uploadInto(stores, session, folder, chosen)),
    openConsole: (folder) => openConsoleIn(stores, session, folder),
    showFacts: (row) => dialogs.getState().show({ kind: 'file', session, path: row.entry.path }),
  }
}

/** As it is where text can hold it; else as a shell takes it. */
function asText(path: string): string {
  return shownPath(path) === path ? path : pathForShell(path)
}

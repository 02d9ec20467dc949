import { workspacePath } from '../../../shared/domain/file.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { wantEditorFocus } from '../../state/editor-in-front.ts'
import { useShowError } from '../../state/error-actions.ts'
import type { SessionFiles } from '../../state/files.ts'
import { useStores } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { indentOf } from './file-row.tsx'
import styles from './files-pane.module.css'
import { NewName } from './new-name.tsx'
import { openConsoleIn } from './open-console.ts'
import type { ExtraRow } from './visible-rows.ts'

interface ExtraProps {
  readonly row: ExtraRow
  readonly session: Session
  readonly files: SessionFiles
}

/** What is to say about a folder, in its place. An item of its own: a tree may hold nothing else. */
export function ExtraRowView(props: ExtraProps) {
  return (
    <div
      role="treeitem"
      // Named by its content it would be called what is being typed, as if that were there already.
      aria-label={props.row.kind === 'new-name' ? 'A new name' : undefined}
      aria-level={props.row.level}
      aria-selected={false}
      tabIndex={-1}
    >
      <ExtraWords {...props} />
    </div>
  )
}

function ExtraWords({ row, session, files: shown }: ExtraProps) {
  const stores = useStores()
  const { files, documents } = stores
  const show = useShowError()
  const { kind, folder } = row
  const left = indentOf(row.level) + 19
  const style = { paddingLeft: left }
  const error = shown.folders[folder]?.error

  /** A new file is there to be written. */
  function made(path: string, what: 'file' | 'folder'): void {
    if (what !== 'file') return
    wantEditorFocus()
    documents.getState().openFile(session, path)
  }

  if (kind === 'new-name')
    return (
      <div className={styles.extra} style={style}>
        <NewName onMade={made} />
      </div>
    )
  if (kind === 'loading')
    return (
      <Waiting
        words={`Reading ${shownPath(folder)}…`}
        rows={folder === workspacePath ? 4 : 1}
        inset={left}
        onCancel={() => files.getState().cancelReading(session, folder)}
      />
    )
  if (kind === 'empty')
    return (
      <div className={styles.extra} style={style}>
        <span>This folder is empty.</span>
        <Button size="small" onClick={() => files.getState().startCreating(session, folder, 'file')}>
          New file
        </Button>
        <span>Or drop files here.</span>
      </div>
    )
  if (!error) return null
  const retry = () => void files.getState().read(session, folder)
  const { title, advice, details, action } = show(error, `${shownPath(folder)} cannot be read`, { session, retry })
  return (
    <div className={styles.problem} style={{ marginLeft: left }}>
      <Problem
        details={details}
        action={
          <>
            {action && (
              <Button size="small" onClick={action.onSelect}>
                {action.label}
              </Button>
            )}
            <Button size="small" onClick={() => openConsoleIn(stores, session, folder)}>
              Open a console here
            </Button>
          </>
        }
      >
        {title} {advice}
      </Problem>
    </div>
  )
}

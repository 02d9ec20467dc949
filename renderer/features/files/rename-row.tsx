import { baseName, joinPath, parentFolder } from '../../../shared/domain/file.ts'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { moveCalls } from './change-calls.ts'
import { CopyChange } from './copy-change.tsx'
import { indentOf } from './file-row.tsx'
import styles from './files-pane.module.css'
import { followMoved } from './follow-moved.ts'
import { NameField } from './name-field.tsx'
import type { EntryRow } from './visible-rows.ts'

interface RenameRowProps {
  readonly row: EntryRow
  readonly session: Session
  /** The field has gone. @param path where the focus goes */
  readonly onDone: (path: string) => void
}

/** An entry of the tree while another name is typed for it. */
export function RenameRow({ row, session, onDone }: RenameRowProps) {
  const stores = useStores()
  const show = useShowError()
  const renaming = useSubject('files', (state) => state.renaming)
  if (!renaming) return null
  const { entry, error, saving } = renaming
  const name = baseName(entry.path)
  // A field holds one line: what it cannot hold is drawn, and stays as it is unless something else is typed.
  const initial = /\p{Cc}/u.test(name) ? shownPath(name) : name

  async function rename(next: string) {
    const moved = await stores.files.getState().rename(next)
    if (!moved) return
    followMoved(stores, session, [moved])
    onDone(moved.to)
  }

  return (
    <div
      role="treeitem"
      aria-label={`${entry.name}, another name`}
      aria-level={row.level}
      aria-selected={false}
      tabIndex={-1}
    >
      <div className={styles.extra} style={{ paddingLeft: indentOf(row.level) + 19 }}>
        <NameField
          label={`Another name for ${entry.name}`}
          initial={initial}
          saving={saving}
          refused={
            error &&
            (error.code === 'conflict'
              ? 'Something of this name is there.'
              : show(error, `${entry.name} was not renamed`, { session }))
          }
          onName={(next) => void rename(next)}
          onCancel={() => {
            stores.files.getState().cancelRenaming()
            onDone(entry.path)
          }}
          more={(next) => (
            <CopyChange
              session={session}
              calls={(sandboxId) => moveCalls(sandboxId, entry.path, joinPath(parentFolder(entry.path), next))}
            />
          )}
        />
      </div>
    </div>
  )
}

import { useEffect } from 'react'
import { workspacePath } from '../../../shared/domain/file.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Empty } from '../../ui/empty.tsx'
import { formatAsOf } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { NewFolderIcon, NewIcon, RefreshIcon } from '../../ui/icons.ts'
import { PaneHead } from '../../ui/pane-head.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { FileTree } from './file-tree.tsx'
import styles from './files-pane.module.css'

/** The files of a session's sandbox. */
export function FilesPane({ session }: { readonly session: Session }) {
  const { files, runs } = useStores()
  const key = sessionKey(session)
  const { connectionId, sessionId } = session
  const isLive = useSubject('sessions', (state) => state.opened.has(key)) && session.status === 'active'
  const shown = useSubject('files', (state) => state.sessions[key])
  const settled = useSubject('runs', (state) => state.sessions[key]?.settled ?? 0)

  useEffect(() => runs.getState().watch({ connectionId, sessionId }), [runs, connectionId, sessionId])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that ended may have changed files
  useEffect(() => {
    if (!isLive) return
    const ref = { connectionId, sessionId }
    const known = files.getState().sessions[key]?.folders[workspacePath]
    void (known ? files.getState().refresh(ref) : files.getState().open(ref, workspacePath))
  }, [files, connectionId, sessionId, isLive, settled, key])

  const root = shown?.folders[workspacePath]
  const isStale = root?.listing !== undefined && (!isLive || root.error !== undefined)
  const create = (kind: 'file' | 'folder') => () => files.getState().startCreating(session, workspacePath, kind)

  return (
    <div className={styles.pane}>
      <PaneHead
        title="Files"
        {...(isStale && root?.listing ? { note: formatAsOf(root.listing.asOf, Date.now()) } : {})}
      >
        {isLive && (
          <>
            <IconButton icon={NewIcon} label="New file" onClick={create('file')} />
            <IconButton icon={NewFolderIcon} label="New folder" onClick={create('folder')} />
            <IconButton
              icon={RefreshIcon}
              label="Refresh files"
              onClick={() => void files.getState().refresh(session)}
            />
          </>
        )}
      </PaneHead>
      {shown && root ? (
        <FileTree key={key} session={session} files={shown} isStale={isStale} />
      ) : (
        !isLive && <Empty>The files are shown when the session is active.</Empty>
      )}
      <DeleteDialog />
    </div>
  )
}

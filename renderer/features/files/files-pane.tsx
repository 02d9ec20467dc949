import { useEffect } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { rootOf } from '../../state/files.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Empty } from '../../ui/empty.tsx'
import { formatAsOf } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { MoreIcon, NewFolderIcon, NewIcon, RefreshIcon } from '../../ui/icons.ts'
import { Menu } from '../../ui/menu.tsx'
import { PaneHead } from '../../ui/pane-head.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { FileTree } from './file-tree.tsx'
import styles from './files-pane.module.css'
import { TransfersList } from './transfers-list.tsx'
import { useFolderMenu } from './use-folder-menu.ts'

/** The files of a session's sandbox. */
export function FilesPane({ session }: { readonly session: Session }) {
  const { files, runs } = useStores()
  const key = sessionKey(session)
  const { connectionId, sessionId } = session
  const isLive = useSubject('sessions', (state) => state.opened.has(key)) && session.status === 'active'
  const shown = useSubject('files', (state) => state.sessions[key])
  const root = rootOf(shown)
  const menu = useFolderMenu(session, root)
  const settled = useSubject('runs', (state) => state.sessions[key]?.settled ?? 0)

  useEffect(() => runs.getState().watch({ connectionId, sessionId }), [runs, connectionId, sessionId])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that ended may have changed files
  useEffect(() => {
    if (!isLive) return
    const ref = { connectionId, sessionId }
    const known = files.getState().sessions[key]?.folders[root]
    void (known ? files.getState().refresh(ref) : files.getState().open(ref, root))
  }, [files, connectionId, sessionId, isLive, settled, key, root])

  const top = shown?.folders[root]
  const isStale = top?.listing !== undefined && (!isLive || top.error !== undefined)
  const create = (kind: 'file' | 'folder') => () => files.getState().startCreating(session, root, kind)

  return (
    <div className={styles.pane}>
      <PaneHead title="Files" {...(isStale && top?.listing ? { note: formatAsOf(top.listing.asOf, Date.now()) } : {})}>
        {isLive && (
          <>
            <IconButton icon={NewIcon} label="New file" onClick={create('file')} />
            <IconButton icon={NewFolderIcon} label="New folder" onClick={create('folder')} />
            <IconButton
              icon={RefreshIcon}
              label="Refresh files"
              onClick={() => void files.getState().refresh(session)}
            />
            <Menu align="end" items={menu} trigger={<IconButton icon={MoreIcon} label="More for files" />} />
          </>
        )}
      </PaneHead>
      {shown && top ? (
        <FileTree key={`${key} ${root}`} session={session} files={shown} isStale={isStale} />
      ) : (
        !isLive && <Empty>The files are shown when the session is active.</Empty>
      )}
      <TransfersList session={session} />
      <DeleteDialog />
    </div>
  )
}

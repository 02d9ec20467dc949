import { useState } from 'react'
import { sayCopied } from '../../state/copied.ts'
import type { SdkCall } from '../../state/copy-as.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { findSession } from '../../state/sessions.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { ErrorLine } from '../../ui/error-problem.tsx'
import { isFolder } from './visible-rows.ts'

/** Asks before a file or folder goes: there is no trash in a sandbox. */
export function DeleteDialog() {
  const stores = useStores()
  const { files, documents } = stores
  const deleting = useSubject('files', (state) => state.deleting)
  const show = useShowError()
  const [busy, setBusy] = useState(false)
  const sandboxId = useSubject('sessions', ({ lists }) => findSession(lists, deleting?.session)?.server?.sandboxId)
  const connection = useSubject('connections', ({ list }) =>
    list?.find(({ id }) => id === deleting?.session.connectionId),
  )
  if (!deleting) return null
  const { entry, session, error } = deleting
  const calls: readonly SdkCall[] =
    sandboxId === undefined ? [] : [{ name: 'delete_file', sandboxId, path: entry.path }]
  const folder = isFolder(entry) && entry.type === 'folder'

  async function confirm() {
    setBusy(true)
    const path = await files.getState().confirmDelete()
    setBusy(false)
    if (path !== undefined) documents.getState().pathDeleted(session, path)
  }

  return (
    <ConfirmDialog
      title={`Delete ${entry.name}?`}
      action={folder ? 'Delete folder' : 'Delete file'}
      danger
      busy={busy}
      status={error ? <ErrorLine {...show(error, `${entry.name} was not deleted`, { session })} /> : undefined}
      more={<CopyMenu texts={copyTexts(calls, connection, stores)} onDone={sayCopied(stores)} />}
      onClose={() => files.getState().cancelDelete()}
      onConfirm={() => void confirm()}
    >
      {folder ? `${entry.path} and all that is in it go.` : `${entry.path} goes.`} This is final.
    </ConfirmDialog>
  )
}

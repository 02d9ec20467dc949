import { useState } from 'react'
import { describeError } from '../../state/describe-error.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { isFolder } from './visible-rows.ts'

/** Asks before a file or folder goes: there is no trash in a sandbox. */
export function DeleteDialog() {
  const { files, documents } = useStores()
  const deleting = useSubject('files', (state) => state.deleting)
  const [busy, setBusy] = useState(false)
  if (!deleting) return null
  const { entry, session, error } = deleting
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
      status={error ? describeError(error, `${entry.name} was not deleted`).title : undefined}
      onClose={() => files.getState().cancelDelete()}
      onConfirm={() => void confirm()}
    >
      {folder ? `${entry.path} and all that is in it go.` : `${entry.path} goes.`} This is final.
    </ConfirmDialog>
  )
}

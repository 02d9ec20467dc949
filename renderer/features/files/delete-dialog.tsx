import { useState } from 'react'
import type { FileEntry } from '../../../shared/domain/file.ts'
import { hasRawBytes, shownPath } from '../../../shared/domain/path-bytes.ts'
import { sayCopied } from '../../state/copied.ts'
import type { SdkCall } from '../../state/copy-as.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { findSession } from '../../state/sessions.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyMenu } from '../../ui/copy-menu.tsx'
import { ErrorLine } from '../../ui/error-problem.tsx'
import { formatCount } from '../../ui/format.ts'
import { rowInFocus } from './use-tree-focus.ts'

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
  const { entries, session, error } = deleting
  const [entry] = entries
  if (!entry) return null
  const many = entries.length > 1
  const calls = entries.flatMap(({ path }): readonly SdkCall[] =>
    sandboxId === undefined || hasRawBytes(path) ? [] : [{ name: 'delete_file', sandboxId, path }],
  )
  const folder = entry.type === 'folder'
  const what = many ? `${formatCount(entries.length)} files and folders` : entry.name

  async function confirm() {
    setBusy(true)
    const gone = await files.getState().confirmDelete()
    setBusy(false)
    for (const path of gone) documents.getState().pathDeleted(session, path)
  }

  return (
    <ConfirmDialog
      title={`Delete ${what}?`}
      action={many ? `Delete ${formatCount(entries.length)}` : folder ? 'Delete folder' : 'Delete file'}
      danger
      busy={busy}
      status={error ? <ErrorLine {...show(error, `${entry.name} was not deleted`, { session })} /> : undefined}
      more={<CopyMenu texts={copyTexts(calls, connection, stores)} onDone={sayCopied(stores)} />}
      // On what was asked about, or on what took its place.
      finalFocus={() => rowInFocus() ?? true}
      onClose={() => files.getState().cancelDelete()}
      onConfirm={() => void confirm()}
    >
      {goesWords(entries)} This is final.
    </ConfirmDialog>
  )
}

/** Names that are named; of more only the number. */
const mostNamed = 8

/** What goes, by name. */
function goesWords(entries: readonly FileEntry[]): string {
  const [entry] = entries
  if (entry && entries.length === 1) {
    const path = shownPath(entry.path)
    if (entry.type === 'folder') return `${path} and all that is in it go.`
    return entry.type === 'link' ? `The link ${path} goes; what it leads to stays.` : `${path} goes.`
  }
  const named = entries
    .slice(0, mostNamed)
    .map(({ name, type }) => (type === 'folder' ? `${name} with all in it` : name))
  const more = entries.length > mostNamed ? ` and ${formatCount(entries.length - mostNamed)} more` : ''
  return `${named.join(', ')}${more} go.`
}

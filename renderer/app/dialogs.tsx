import { lazy, Suspense, useEffect } from 'react'
import type { SessionRef } from '../../shared/domain/session.ts'
import { ConnectDialog } from '../features/connections/connect-dialog.tsx'
import { ConnectionDetailsDialog } from '../features/connections/connection-details-dialog.tsx'
import { RemoveConnectionDialog } from '../features/connections/remove-connection-dialog.tsx'
import { ThisComputerDialog } from '../features/connections/this-computer-dialog.tsx'
import { GoToFolderDialog } from '../features/files/go-to-folder-dialog.tsx'
import { NoticesDialog } from '../features/notices/notices-dialog.tsx'
import { DeleteDialog } from '../features/sessions/delete-dialog.tsx'
import { DetailsDialog } from '../features/sessions/details-dialog.tsx'
import { ForgetDialog } from '../features/sessions/forget-dialog.tsx'
import { KeptDialog } from '../features/sessions/kept-dialog.tsx'
import { LetGoDialog } from '../features/sessions/let-go-dialog.tsx'
import { ManyDialog } from '../features/sessions/many-dialog.tsx'
import { NewSessionDialog } from '../features/sessions/new-session-dialog.tsx'
import { OpenByIdDialog } from '../features/sessions/open-by-id-dialog.tsx'
import { PauseDialog } from '../features/sessions/pause-dialog.tsx'
import { useSubject } from '../state/provider.tsx'
import { findSession } from '../state/sessions.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { focusRegion } from './regions.ts'
import { usable } from './usable.ts'

/** Not needed for the first picture of the window. */
const loadPalette = () => import('./palette/palette.tsx')
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }))

const RunOptionsDialog = lazy(async () => ({
  default: (await import('../features/editor/run-options-dialog.tsx')).RunOptionsDialog,
}))
const CloseConsoleDialog = lazy(async () => ({
  default: (await import('../features/console/close-console-dialog.tsx')).CloseConsoleDialog,
}))
const RenameConsoleDialog = lazy(async () => ({
  default: (await import('../features/console/rename-console-dialog.tsx')).RenameConsoleDialog,
}))
const FileDialog = lazy(async () => ({ default: (await import('../features/files/file-dialog.tsx')).FileDialog }))
const LogsDialog = lazy(async () => ({
  default: (await import('../features/diagnostics/logs-dialog.tsx')).LogsDialog,
}))
const SettingsDialog = lazy(async () => ({ default: (await import('./settings/settings-dialog.tsx')).SettingsDialog }))

const ReplaceDialog = lazy(async () => ({
  default: (await import('../features/files/replace-dialog.tsx')).ReplaceDialog,
}))

/** The dialog that is open. */
export function Dialogs() {
  // Asked wherever the list of files is by then: a narrow window puts it away.
  const isReplacing = useSubject('transfers', (state) => state.question !== undefined)
  return (
    <>
      <RequestedDialog />
      {isReplacing && (
        <Suspense>
          <ReplaceDialog />
        </Suspense>
      )}
    </>
  )
}

/** The dialog that was asked for. */
function RequestedDialog() {
  const request = useSubject('dialogs', (state) => state.request)
  const isOpen = request !== undefined
  useEffect(() => {
    // Who opens it types at once: it has to be there by then. Without it the first letters would be lost.
    void usable().then(loadPalette)
  }, [])
  useEffect(() => {
    if (!isOpen) return
    return () => {
      // Focus goes back to where it came from. What was there may be gone with what the dialog did.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) focusRegion('sessions')
      })
    }
  }, [isOpen])
  switch (request?.kind) {
    case undefined:
      return null
    case 'new-session':
      return <NewSessionDialog connectionId={request.connectionId} />
    case 'connect':
      return <ConnectDialog connectionId={request.connectionId} />
    case 'this-computer':
      return <ThisComputerDialog />
    case 'connection':
      return <ConnectionDetailsDialog connectionId={request.connectionId} />
    case 'remove-connection':
      return <RemoveConnectionDialog connectionId={request.connectionId} />
    case 'keys':
      return <KeysDialog />
    case 'notices':
      return <NoticesDialog />
    case 'logs':
      return (
        <Suspense>
          <LogsDialog />
        </Suspense>
      )
    case 'settings':
      return (
        <Suspense>
          <SettingsDialog first={request.page} />
        </Suspense>
      )
    case 'palette':
      return (
        <Suspense>
          <Palette query={request.query} />
        </Suspense>
      )
    case 'many':
      return <ManyDialog action={request.action} sessions={request.sessions} />
    case 'run-options':
      return (
        <Suspense>
          <RunOptionsDialog session={request.session} />
        </Suspense>
      )
    case 'close-console':
    case 'rename-console': {
      const Kind = request.kind === 'close-console' ? CloseConsoleDialog : RenameConsoleDialog
      return (
        <Suspense>
          <Kind session={request.session} consoleId={request.consoleId} />
        </Suspense>
      )
    }
    case 'go-to-folder':
      return <GoToFolderDialog session={request.session} />
    case 'file':
      return (
        <Suspense>
          <FileDialog session={request.session} path={request.path} />
        </Suspense>
      )
    case 'open-by-id':
      return <OpenByIdDialog />
    case 'kept':
      return <KeptDialog />
    case 'pause':
    case 'delete':
    case 'details':
    case 'forget':
    case 'let-go':
      return <SessionDialog kind={request.kind} session={request.session} />
  }
}

interface SessionDialogProps {
  readonly kind: 'pause' | 'delete' | 'forget' | 'details' | 'let-go'
  readonly session: SessionRef
}

const kinds = {
  pause: PauseDialog,
  delete: DeleteDialog,
  forget: ForgetDialog,
  details: DetailsDialog,
  'let-go': LetGoDialog,
} as const

/** Goes by itself when its session is no longer listed. */
function SessionDialog({ kind, session: ref }: SessionDialogProps) {
  const session = useSubject('sessions', (state) => findSession(state.lists, ref))
  const Kind = kinds[kind]
  return session ? <Kind session={session} /> : null
}

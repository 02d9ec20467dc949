import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { connectionActions } from '../../features/connections/connection-actions.ts'
import { chooseFiles } from '../../features/files/choose-files.ts'
import { uploadInto } from '../../features/files/upload-into.ts'
import { rootOf } from '../../state/files.ts'
import type { Stores } from '../../state/stores.ts'
import { Icon } from '../../ui/icon.tsx'
import { NewFolderIcon, NewIcon, UploadIcon } from '../../ui/icons.ts'
import type { PaletteEntry } from './palette-entry.ts'

/** What the menu of connections offers, each with its connection. */
export function connectionEntries(stores: Stores): readonly PaletteEntry[] {
  return (stores.connections.getState().list ?? []).flatMap((connection) =>
    connectionActions(stores, connection).flatMap(({ id, title: name, icon, run }) =>
      name === undefined
        ? []
        : [{ id: `connection ${id}`, name, note: connection.name, icon: <Icon of={icon} />, run }],
    ),
  )
}

/** What is made in the files of the session in front, in the folder at the top of their tree. */
export function newFileEntries(stores: Stores, session: Session | undefined): readonly PaletteEntry[] {
  if (session?.status !== 'active' || !stores.sessions.getState().opened.has(sessionKey(session))) return []
  const root = rootOf(stores.files.getState().sessions[sessionKey(session)])
  const create = (kind: 'file' | 'folder') => () => {
    stores.commands.getState().run('region.files')
    // Its field takes the focus after the tree has it.
    requestAnimationFrame(() => stores.files.getState().startCreating(session, root, kind))
  }
  return [
    { id: 'new file', name: 'New file', note: root, icon: <Icon of={NewIcon} />, run: create('file') },
    { id: 'new folder', name: 'New folder', note: root, icon: <Icon of={NewFolderIcon} />, run: create('folder') },
    {
      id: 'upload',
      name: 'Upload files…',
      note: root,
      icon: <Icon of={UploadIcon} />,
      run: () => void chooseFiles().then((chosen) => uploadInto(stores, session, root, chosen)),
    },
  ]
}

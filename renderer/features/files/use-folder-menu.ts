import { parentFolder, workspacePath } from '../../../shared/domain/file.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { copyEntries } from '../../ui/copy-entries.ts'
import { UploadIcon } from '../../ui/icons.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { chooseFiles } from './choose-files.ts'
import { uploadInto } from './upload-into.ts'

/** What can be done with the tree as a whole: files brought into it, another folder at its top, and its listing by a program. */
export function useFolderMenu(session: Session, root: string): readonly MenuEntry[] {
  const stores = useStores()
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === session.connectionId))
  const goTo = (path: string) => () => stores.files.getState().goTo(session, path)
  const sandboxId = session.server?.sandboxId
  return [
    {
      id: 'upload',
      label: 'Upload files…',
      icon: UploadIcon,
      onSelect: () => void chooseFiles().then((chosen) => uploadInto(stores, session, root, chosen)),
    },
    { id: 'after-upload', separator: true as const },
    {
      id: 'go',
      label: 'Go to folder…',
      onSelect: () => stores.dialogs.getState().show({ kind: 'go-to-folder', session }),
    },
    ...(root === '/' ? [] : [{ id: 'up', label: `Up to ${parentFolder(root)}`, onSelect: goTo(parentFolder(root)) }]),
    ...(root === workspacePath
      ? []
      : [{ id: 'home', label: `Back to ${workspacePath}`, onSelect: goTo(workspacePath) }]),
    ...(connection && sandboxId !== undefined
      ? [
          { id: 'line', separator: true as const },
          ...copyEntries(
            copyTexts([{ name: 'list_files', sandboxId, path: root }], connection, stores),
            sayCopied(stores),
          ),
        ]
      : []),
  ]
}

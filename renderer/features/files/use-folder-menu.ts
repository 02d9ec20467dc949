import { parentFolder, workspacePath } from '../../../shared/domain/file.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sayCopied } from '../../state/copied.ts'
import { copyTexts } from '../../state/copy-as.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { copyEntries } from '../../ui/copy-entries.ts'
import type { MenuEntry } from '../../ui/menu.tsx'

/** What can be done with the tree as a whole: another folder at its top, and its listing by a program. */
export function useFolderMenu(session: Session, root: string): readonly MenuEntry[] {
  const stores = useStores()
  const connection = useSubject('connections', (state) => state.list?.find(({ id }) => id === session.connectionId))
  const goTo = (path: string) => () => stores.files.getState().goTo(session, path)
  const sandboxId = session.server?.sandboxId
  return [
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

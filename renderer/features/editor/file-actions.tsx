import { parentFolder } from '../../../shared/domain/file.ts'
import type { SessionRef } from '../../../shared/domain/session.ts'
import { useStores } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { DownloadIcon } from '../../ui/icons.ts'
import styles from './bytes-view.module.css'

/** What can be done with a file that is not opened as text. */
export function FileActions({ session, path }: { readonly session: SessionRef; readonly path: string }) {
  const { transfers, dialogs, consoles, commands } = useStores()
  function openConsole() {
    consoles.getState().add(session, parentFolder(path))
    commands.getState().run('console.focus')
  }
  return (
    <div className={styles.actions}>
      <Button size="small" icon={DownloadIcon} onClick={() => void transfers.getState().save(session, path)}>
        Save a copy…
      </Button>
      <Button size="small" onClick={() => dialogs.getState().show({ kind: 'file', session, path })}>
        Properties…
      </Button>
      <Button size="small" onClick={openConsole}>
        Open a console here
      </Button>
    </div>
  )
}

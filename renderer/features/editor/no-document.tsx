import { workspacePath } from '../../../shared/domain/file.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useKeyLabel, useStores, useSubject } from '../../state/provider.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorProblem } from '../../ui/error-problem.tsx'
import styles from './no-document.module.css'

interface NoDocumentProps {
  readonly session: Session
  readonly isLive: boolean
  readonly onNewScratch: () => void
}

/** The editor without a document: how to begin, or why what was open is not there. */
export function NoDocument({ session, isLive, onNewScratch }: NoDocumentProps) {
  const { documents, files, commands } = useStores()
  const open = useSubject('documents', (state) => state.sessions[sessionKey(session)])
  const show = useShowError()
  const scratchKeys = useKeyLabel('scratch.new')
  if (open?.state === 'failed' && open.error) {
    const retry = () => void documents.getState().restore(session)
    return <ErrorProblem {...show(open.error, 'Open documents and drafts could not be read', { session, retry })} />
  }
  if (open?.state !== 'ready') return null

  /** Its name is typed in the tree, which may be out of sight. */
  function newFile() {
    commands.getState().run('region.files')
    // The field takes the focus last: leaving it empty gives it up.
    requestAnimationFrame(() => files.getState().startCreating(session, workspacePath, 'file'))
  }

  return (
    <Empty
      centred
      action={
        <div className={styles.actions}>
          <Button keys={scratchKeys} onClick={onNewScratch}>
            New scratch cell
          </Button>
          {isLive && <Button onClick={newFile}>New file</Button>}
        </div>
      }
    >
      Open a file, or start a scratch cell.
    </Empty>
  )
}

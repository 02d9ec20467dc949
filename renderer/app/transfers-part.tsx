import { sessionKey } from '../../shared/domain/session.ts'
import { useStores, useSubject } from '../state/provider.tsx'
import type { Transfer } from '../state/transfers.ts'
import { formatCount, formatSize } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { DownloadIcon, UploadIcon, WarningIcon } from '../ui/icons.ts'
import styles from './status-line.module.css'

/** Files on their way, wherever their list is by now: a narrow window puts it away, and another session has its own. */
export function TransfersPart() {
  const stores = useStores()
  const list = useSubject('transfers', (state) => state.list)
  const [first] = list
  if (!first) return null
  const failed = list.filter(({ error }) => error !== undefined)

  function show(): void {
    const { session } = failed[0] ?? list[0] ?? {}
    const { front, select } = stores.sessions.getState()
    if (session && (!front || sessionKey(front) !== sessionKey(session))) select(session)
    // Where the list is, once the session is in front.
    requestAnimationFrame(() => stores.commands.getState().run('region.files'))
  }

  return (
    <button type="button" className={styles.part} onClick={show}>
      {failed.length > 0 ? (
        <Icon of={WarningIcon} size={14} tone="err" />
      ) : (
        <Icon of={first.kind === 'upload' ? UploadIcon : DownloadIcon} size={14} />
      )}
      {failed.length > 0 ? failedWords(failed.length) : wayWords(list, first)}
    </button>
  )
}

function failedWords(count: number): string {
  return count === 1 ? '1 file did not come through' : `${formatCount(count)} files did not come through`
}

function wayWords(list: readonly Transfer[], { kind, done, size }: Transfer): string {
  if (list.length > 1) return `${formatCount(list.length)} files on their way`
  const verb = kind === 'upload' ? 'Uploading' : 'Saving'
  return size === 0 ? `${verb} 1 file` : `${verb}, ${formatSize(done)} of ${formatSize(size)}`
}

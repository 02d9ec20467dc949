import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { describeError } from '../../state/describe-error.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import type { Transfer } from '../../state/transfers.ts'
import { formatSize } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, DownloadIcon, UploadIcon } from '../../ui/icons.ts'
import styles from './transfers-list.module.css'

/** Files on their way into the sandbox or out of it, below the tree. */
export function TransfersList({ session }: { readonly session: Session }) {
  const list = useSubject('transfers', (state) => state.list)
  const ours = list.filter((one) => sessionKey(one.session) === sessionKey(session))
  if (ours.length === 0) return null
  return (
    <ul className={styles.list} aria-label="Files on their way">
      {ours.map((transfer) => (
        <TransferRow key={transfer.id} transfer={transfer} />
      ))}
    </ul>
  )
}

function TransferRow({ transfer }: { readonly transfer: Transfer }) {
  const { transfers } = useStores()
  const { id, kind, name, done, size, error } = transfer
  const isUpload = kind === 'upload'
  return (
    <li className={styles.row}>
      <Icon of={isUpload ? UploadIcon : DownloadIcon} size={14} {...(error ? { tone: 'err' as const } : {})} />
      <span className={styles.words} role={error ? 'alert' : undefined}>
        {error
          ? describeError(error, `${name} was not ${isUpload ? 'uploaded' : 'saved'}`).title
          : `${name}, ${size === 0 ? 'beginning' : `${formatSize(done)} of ${formatSize(size)}`}`}
      </span>
      {error ? (
        <IconButton
          icon={CloseIcon}
          label={`Dismiss ${name}`}
          size={14}
          onClick={() => transfers.getState().dismiss(id)}
        />
      ) : (
        <IconButton
          icon={CloseIcon}
          label={`Cancel ${name}`}
          size={14}
          onClick={() => transfers.getState().cancel(id)}
        />
      )}
    </li>
  )
}

import type { Session } from '../../../shared/domain/session.ts'
import { sessionKey } from '../../../shared/domain/session.ts'
import { useShowError } from '../../state/error-actions.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import type { Transfer } from '../../state/transfers.ts'
import { ErrorProblem } from '../../ui/error-problem.tsx'
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
  const show = useShowError()
  const isUpload = kind === 'upload'
  if (error)
    return (
      <li className={styles.failed}>
        <ErrorProblem
          {...show(error, `${name} was not ${isUpload ? 'uploaded' : 'saved'}`, { session: transfer.session })}
        />
        <IconButton
          icon={CloseIcon}
          label={`Dismiss ${name}`}
          size={14}
          onClick={() => transfers.getState().dismiss(id)}
        />
      </li>
    )
  return (
    <li className={styles.row}>
      <Icon of={isUpload ? UploadIcon : DownloadIcon} size={14} />
      <span className={styles.words}>
        {name}, {size === 0 ? 'beginning' : `${formatSize(done)} of ${formatSize(size)}`}
      </span>
      <IconButton icon={CloseIcon} label={`Cancel ${name}`} size={14} onClick={() => transfers.getState().cancel(id)} />
    </li>
  )
}

import { Fragment } from 'react'
import { shownPath } from '../../../shared/domain/path-bytes.ts'
import { Icon } from '../../ui/icon.tsx'
import { ChevronRightIcon } from '../../ui/icons.ts'
import styles from './editor-area.module.css'

/** Where a document lies: the folders of its path, or that a scratch cell lies here. */
export function Breadcrumb({ path }: { readonly path: string | undefined }) {
  const parts = path === undefined ? ['Scratch cell, kept on this computer'] : path.split('/').filter(Boolean)
  const steps = parts.map((part, index) => ({ part, key: parts.slice(0, index + 1).join('/') }))
  return (
    <div className={styles.crumb}>
      {steps.map(({ part, key }, index) => (
        <Fragment key={key}>
          {index > 0 && <Icon of={ChevronRightIcon} size={14} />}
          <span>{shownPath(part)}</span>
        </Fragment>
      ))}
    </div>
  )
}

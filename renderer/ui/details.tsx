import { useState } from 'react'
import { CopyButton } from './copy-button.tsx'
import styles from './details.module.css'

/** The other side's own words, behind "Details", with Copy. */
export function Details({ text }: { readonly text: string }) {
  const [open, setOpen] = useState(false)
  return (
    <div className={styles.details}>
      <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
        Details
      </button>
      {open && (
        <div className={styles.text}>
          <code>{text}</code>
          <CopyButton text={text} label="Copy details" />
        </div>
      )}
    </div>
  )
}
